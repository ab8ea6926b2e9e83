CREATE TABLE `alert_rounds` (
	`class_id` integer PRIMARY KEY NOT NULL,
	`monday` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `alerts_told` (
	`class_id` integer NOT NULL,
	`student_id` integer NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`class_id`, `student_id`)
);
