CREATE TABLE `waiting_mails` (
	`id` text PRIMARY KEY NOT NULL,
	`to` text NOT NULL,
	`subject` text,
	`text` text,
	`patient` integer NOT NULL,
	`posted_at` integer NOT NULL,
	`useful_until` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `waiting_mails_posted` ON `waiting_mails` (`posted_at`);