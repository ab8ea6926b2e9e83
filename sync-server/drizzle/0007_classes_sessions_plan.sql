PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_staff` (
	`class_id` integer NOT NULL,
	`user_id` integer NOT NULL,
	`role` text NOT NULL,
	`from_at` integer NOT NULL,
	`until_at` integer,
	PRIMARY KEY(`class_id`, `user_id`, `from_at`)
);
--> statement-breakpoint
INSERT INTO `__new_staff`("class_id", "user_id", "role", "from_at", "until_at") SELECT "class_id", "user_id", "role", "from_at", "until_at" FROM `staff`;--> statement-breakpoint
DROP TABLE `staff`;--> statement-breakpoint
ALTER TABLE `__new_staff` RENAME TO `staff`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE INDEX `staff_user` ON `staff` (`user_id`);--> statement-breakpoint
ALTER TABLE `classes` ADD `department_id` integer;--> statement-breakpoint
ALTER TABLE `classes` ADD `low_percent` real;--> statement-breakpoint
ALTER TABLE `sessions` ADD `plan` text;--> statement-breakpoint
ALTER TABLE `sessions` ADD `planned_room` text;--> statement-breakpoint
ALTER TABLE `sessions` ADD `planned_title` text;--> statement-breakpoint
ALTER TABLE `sessions` ADD `removed_at` integer;--> statement-breakpoint
UPDATE `sessions` SET `plan` = 'timetable' WHERE `planned_starts_at` IS NOT NULL;
