CREATE TABLE `account_codes` (
	`user_id` integer NOT NULL,
	`purpose` text NOT NULL,
	`hash` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`tries_left` integer NOT NULL,
	PRIMARY KEY(`user_id`, `purpose`)
);
--> statement-breakpoint
CREATE TABLE `audit_log` (
	`seq` integer PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`actor_id` integer,
	`device_id` integer,
	`address` text,
	`action` text NOT NULL,
	`subject` text NOT NULL,
	`detail` text NOT NULL,
	`hash` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `audit_log_subject` ON `audit_log` (`subject`);--> statement-breakpoint
CREATE INDEX `audit_log_actor` ON `audit_log` (`actor_id`);--> statement-breakpoint
CREATE TABLE `courses` (
	`id` integer PRIMARY KEY NOT NULL,
	`uuid` text NOT NULL,
	`code` text NOT NULL,
	`title` text NOT NULL,
	`department_id` integer,
	`archived_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `courses_uuid` ON `courses` (`uuid`);--> statement-breakpoint
CREATE UNIQUE INDEX `courses_code` ON `courses` (`code`);--> statement-breakpoint
CREATE INDEX `courses_department` ON `courses` (`department_id`);--> statement-breakpoint
CREATE TABLE `departments` (
	`id` integer PRIMARY KEY NOT NULL,
	`uuid` text NOT NULL,
	`code` text NOT NULL,
	`name` text NOT NULL,
	`archived_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `departments_uuid` ON `departments` (`uuid`);--> statement-breakpoint
CREATE UNIQUE INDEX `departments_code` ON `departments` (`code`);--> statement-breakpoint
CREATE TABLE `holidays` (
	`id` integer PRIMARY KEY NOT NULL,
	`uuid` text NOT NULL,
	`name` text NOT NULL,
	`starts_on` text NOT NULL,
	`ends_on` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `holidays_uuid` ON `holidays` (`uuid`);--> statement-breakpoint
CREATE TABLE `terms` (
	`id` integer PRIMARY KEY NOT NULL,
	`uuid` text NOT NULL,
	`name` text NOT NULL,
	`starts_on` text NOT NULL,
	`ends_on` text NOT NULL,
	`archived_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `terms_uuid` ON `terms` (`uuid`);--> statement-breakpoint
CREATE UNIQUE INDEX `terms_name` ON `terms` (`name`);--> statement-breakpoint
ALTER TABLE `classes` ADD `course_id` integer;--> statement-breakpoint
ALTER TABLE `classes` ADD `term_id` integer;--> statement-breakpoint
ALTER TABLE `classes` ADD `capacity` integer;--> statement-breakpoint
ALTER TABLE `classes` ADD `join_code` text;--> statement-breakpoint
ALTER TABLE `classes` ADD `join_until` integer;--> statement-breakpoint
ALTER TABLE `classes` ADD `archived_at` integer;--> statement-breakpoint
CREATE UNIQUE INDEX `classes_join_code` ON `classes` (`join_code`);--> statement-breakpoint
CREATE INDEX `classes_course` ON `classes` (`course_id`);--> statement-breakpoint
CREATE INDEX `classes_term` ON `classes` (`term_id`);--> statement-breakpoint
ALTER TABLE `users` ADD `employee_no` text;--> statement-breakpoint
ALTER TABLE `users` ADD `created_at` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE TRIGGER `audit_log_no_update` BEFORE UPDATE ON `audit_log` BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;--> statement-breakpoint
CREATE TRIGGER `audit_log_no_delete` BEFORE DELETE ON `audit_log` BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
