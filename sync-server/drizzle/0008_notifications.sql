CREATE TABLE `notification_choices` (
	`user_id` integer NOT NULL,
	`channel` text NOT NULL,
	`kind` text NOT NULL,
	`wanted` integer NOT NULL,
	PRIMARY KEY(`user_id`, `channel`, `kind`)
);
--> statement-breakpoint
CREATE TABLE `push_subscriptions` (
	`endpoint` text PRIMARY KEY NOT NULL,
	`user_id` integer NOT NULL,
	`session_id` text NOT NULL,
	`p256dh` text NOT NULL,
	`auth` text NOT NULL,
	`language` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `push_subscriptions_user` ON `push_subscriptions` (`user_id`);--> statement-breakpoint
PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_notifications` (
	`id` integer PRIMARY KEY NOT NULL,
	`uuid` text NOT NULL,
	`user_id` integer NOT NULL,
	`kind` text NOT NULL,
	`at` integer NOT NULL,
	`class_id` integer,
	`session_id` integer,
	`student_id` integer,
	`before` text,
	`after` text,
	`percent` integer,
	`read_at` integer,
	`rev` integer NOT NULL
);
--> statement-breakpoint
INSERT INTO `__new_notifications`("id", "uuid", "user_id", "kind", "at", "class_id", "session_id", "student_id", "before", "after", "percent", "read_at", "rev") SELECT "id", "uuid", "user_id", "kind", "at", "class_id", "session_id", "student_id", "before", "after", NULL, "read_at", "rev" FROM `notifications`;--> statement-breakpoint
DROP TABLE `notifications`;--> statement-breakpoint
ALTER TABLE `__new_notifications` RENAME TO `notifications`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE INDEX `notifications_user_rev` ON `notifications` (`user_id`,`rev`);