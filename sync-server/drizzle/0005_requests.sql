CREATE TABLE `requests` (
	`id` integer PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`uuid` text NOT NULL,
	`student_id` integer NOT NULL,
	`class_id` integer NOT NULL,
	`session_id` integer,
	`from_at` integer,
	`until_at` integer,
	`reason` text NOT NULL,
	`received_at` integer NOT NULL,
	`decision` text,
	`note` text,
	`decided` text,
	`rev` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `requests_uuid` ON `requests` (`uuid`,`student_id`,`kind`);--> statement-breakpoint
CREATE INDEX `requests_class_student` ON `requests` (`class_id`,`student_id`);--> statement-breakpoint
CREATE INDEX `requests_student_rev` ON `requests` (`student_id`,`rev`);--> statement-breakpoint
CREATE INDEX `requests_class_rev` ON `requests` (`class_id`,`rev`);--> statement-breakpoint
CREATE INDEX `facts_set_aside` ON `facts` (`seq`) WHERE outcome = 'set_aside';