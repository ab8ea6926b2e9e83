CREATE TABLE `aliases` (
	`uuid` text PRIMARY KEY NOT NULL,
	`user_id` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `attendance` (
	`session_id` integer NOT NULL,
	`student_id` integer NOT NULL,
	`class_id` integer NOT NULL,
	`status` text NOT NULL,
	`source` text NOT NULL,
	`at` real,
	`minutes_late` integer NOT NULL,
	`trust` text,
	`needs_review` integer NOT NULL,
	`mark` text,
	`scan_token_time` real,
	`scan_trust` text,
	`excused` integer NOT NULL,
	`on_roster` integer NOT NULL,
	`rev` integer NOT NULL,
	PRIMARY KEY(`session_id`, `student_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `attendance_student_rev` ON `attendance` (`student_id`,`rev`);--> statement-breakpoint
CREATE INDEX `attendance_class_rev` ON `attendance` (`class_id`,`rev`);--> statement-breakpoint
CREATE TABLE `auth_sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`login_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `auth_sessions_user` ON `auth_sessions` (`user_id`);--> statement-breakpoint
CREATE TABLE `classes` (
	`id` integer PRIMARY KEY NOT NULL,
	`uuid` text NOT NULL,
	`course` text NOT NULL,
	`title` text NOT NULL,
	`section` text NOT NULL,
	`term` text NOT NULL,
	`room` text NOT NULL,
	`time_zone` text NOT NULL,
	`policy` text NOT NULL,
	`timetable` text NOT NULL,
	`rev` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `classes_uuid` ON `classes` (`uuid`);--> statement-breakpoint
CREATE TABLE `codes_shown` (
	`session_id` integer NOT NULL,
	`kid` integer NOT NULL,
	`step_start` integer NOT NULL,
	`nonce` text NOT NULL,
	PRIMARY KEY(`session_id`, `kid`, `step_start`, `nonce`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `device_contacts` (
	`device_id` integer PRIMARY KEY NOT NULL,
	`sent_at` integer NOT NULL,
	`received_at` integer NOT NULL,
	`room_sent_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `devices` (
	`id` integer PRIMARY KEY NOT NULL,
	`uuid` text NOT NULL,
	`user_id` integer NOT NULL,
	`x` text NOT NULL,
	`y` text NOT NULL,
	`installation` text NOT NULL,
	`label` text NOT NULL,
	`created_at` integer NOT NULL,
	`session_id` text,
	`session_expires_at` integer NOT NULL,
	`ended` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `devices_uuid` ON `devices` (`uuid`);--> statement-breakpoint
CREATE INDEX `devices_user` ON `devices` (`user_id`);--> statement-breakpoint
CREATE INDEX `devices_session` ON `devices` (`session_id`);--> statement-breakpoint
CREATE TABLE `enrolments` (
	`class_id` integer NOT NULL,
	`student_id` integer NOT NULL,
	`from_at` integer NOT NULL,
	`until_at` integer,
	`added_at` integer NOT NULL,
	`base_from` integer,
	`base_until` integer,
	`rev` integer NOT NULL,
	PRIMARY KEY(`class_id`, `student_id`)
);
--> statement-breakpoint
CREATE INDEX `enrolments_class_rev` ON `enrolments` (`class_id`,`rev`);--> statement-breakpoint
CREATE INDEX `enrolments_student_rev` ON `enrolments` (`student_id`,`rev`);--> statement-breakpoint
CREATE TABLE `facts` (
	`seq` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`kind` text NOT NULL,
	`author_id` integer NOT NULL,
	`device_id` integer,
	`hash` text NOT NULL,
	`json` text NOT NULL,
	`received_at` integer NOT NULL,
	`sent_at` integer NOT NULL,
	`outcome` text NOT NULL,
	`reason` text,
	`subject` text,
	`waits_for` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `facts_id` ON `facts` (`id`);--> statement-breakpoint
CREATE INDEX `facts_subject` ON `facts` (`subject`);--> statement-breakpoint
CREATE INDEX `facts_waiting` ON `facts` (`waits_for`);--> statement-breakpoint
CREATE INDEX `facts_author_waiting` ON `facts` (`author_id`,`outcome`);--> statement-breakpoint
CREATE TABLE `headcounts` (
	`session_id` integer PRIMARY KEY NOT NULL,
	`class_id` integer NOT NULL,
	`count` integer NOT NULL,
	`made` text NOT NULL,
	`rev` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `headcounts_class_rev` ON `headcounts` (`class_id`,`rev`);--> statement-breakpoint
CREATE TABLE `issuer_kids` (
	`kid` integer PRIMARY KEY NOT NULL,
	`user_id` integer,
	`device_id` integer,
	`key_epoch` integer NOT NULL,
	`created_at` integer NOT NULL,
	`revoked_at` integer
);
--> statement-breakpoint
CREATE INDEX `issuer_kids_user` ON `issuer_kids` (`user_id`);--> statement-breakpoint
CREATE INDEX `issuer_kids_device` ON `issuer_kids` (`device_id`);--> statement-breakpoint
CREATE TABLE `meta` (
	`id` integer PRIMARY KEY NOT NULL,
	`epoch` text NOT NULL,
	`rev` integer NOT NULL,
	`key_epoch` integer NOT NULL,
	`keys_restored` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `notifications` (
	`id` integer PRIMARY KEY NOT NULL,
	`uuid` text NOT NULL,
	`user_id` integer NOT NULL,
	`kind` text NOT NULL,
	`at` integer NOT NULL,
	`class_id` integer NOT NULL,
	`session_id` integer NOT NULL,
	`student_id` integer NOT NULL,
	`before` text NOT NULL,
	`after` text NOT NULL,
	`read_at` integer,
	`rev` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `notifications_uuid` ON `notifications` (`uuid`);--> statement-breakpoint
CREATE INDEX `notifications_user_rev` ON `notifications` (`user_id`,`rev`);--> statement-breakpoint
CREATE TABLE `scans` (
	`id` integer PRIMARY KEY NOT NULL,
	`uuid` text NOT NULL,
	`student_id` integer NOT NULL,
	`device_id` integer,
	`installation` text,
	`how` text NOT NULL,
	`tokens` text NOT NULL,
	`short_code` text,
	`typed_class_id` integer,
	`ref` text,
	`session_id` integer,
	`class_id` integer,
	`scanned_at` integer NOT NULL,
	`sent_at` integer NOT NULL,
	`received_at` integer NOT NULL,
	`clock_jumped` integer NOT NULL,
	`jump_before_ms` real,
	`jump_after_ms` real,
	`contact_after` integer NOT NULL,
	`own_receipt` integer NOT NULL,
	`has_witness` integer NOT NULL,
	`review` text,
	`review_stamp` text,
	`outcome` text NOT NULL,
	`reason` text,
	`trust` text,
	`token_time` real,
	`not_before` real,
	`not_after` real NOT NULL,
	`rev` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `scans_uuid` ON `scans` (`uuid`);--> statement-breakpoint
CREATE INDEX `scans_session_student` ON `scans` (`session_id`,`student_id`);--> statement-breakpoint
CREATE INDEX `scans_session_installation` ON `scans` (`session_id`,`installation`);--> statement-breakpoint
CREATE INDEX `scans_ref` ON `scans` (`ref`);--> statement-breakpoint
CREATE INDEX `scans_typed` ON `scans` (`typed_class_id`,`student_id`);--> statement-breakpoint
CREATE INDEX `scans_student_rev` ON `scans` (`student_id`,`rev`);--> statement-breakpoint
CREATE INDEX `scans_class_rev` ON `scans` (`class_id`,`rev`);--> statement-breakpoint
CREATE INDEX `scans_student_outcome` ON `scans` (`student_id`,`outcome`);--> statement-breakpoint
CREATE TABLE `sessions` (
	`id` integer PRIMARY KEY NOT NULL,
	`uuid` text NOT NULL,
	`ref` text NOT NULL,
	`class_id` integer NOT NULL,
	`planned_starts_at` integer,
	`planned_ends_at` integer,
	`status` text NOT NULL,
	`starts_at` integer NOT NULL,
	`opened_at` real,
	`closed_at` real,
	`room` text,
	`title` text,
	`policy` text NOT NULL,
	`lifecycle` text,
	`rev` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sessions_uuid` ON `sessions` (`uuid`);--> statement-breakpoint
CREATE UNIQUE INDEX `sessions_ref` ON `sessions` (`ref`,`class_id`);--> statement-breakpoint
CREATE INDEX `sessions_class_rev` ON `sessions` (`class_id`,`rev`);--> statement-breakpoint
CREATE TABLE `staff` (
	`class_id` integer NOT NULL,
	`user_id` integer NOT NULL,
	`role` text NOT NULL,
	`from_at` integer NOT NULL,
	`until_at` integer,
	PRIMARY KEY(`class_id`, `user_id`)
);
--> statement-breakpoint
CREATE INDEX `staff_user` ON `staff` (`user_id`);--> statement-breakpoint
CREATE TABLE `tallies` (
	`class_id` integer NOT NULL,
	`student_id` integer NOT NULL,
	`present` integer NOT NULL,
	`late` integer NOT NULL,
	`absent` integer NOT NULL,
	`excused` integer NOT NULL,
	PRIMARY KEY(`class_id`, `student_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `users` (
	`id` integer PRIMARY KEY NOT NULL,
	`uuid` text NOT NULL,
	`email` text,
	`role` text NOT NULL,
	`state` text NOT NULL,
	`password_hash` text,
	`given_name` text NOT NULL,
	`family_name` text NOT NULL,
	`student_no` text,
	`rev` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `users_uuid` ON `users` (`uuid`);--> statement-breakpoint
CREATE UNIQUE INDEX `users_email` ON `users` (`email`);--> statement-breakpoint
CREATE UNIQUE INDEX `users_student_no` ON `users` (`student_no`);