CREATE TABLE `number_claims` (
	`user_id` integer PRIMARY KEY NOT NULL,
	`student_no` text NOT NULL,
	`claimed_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `number_claims_student_no` ON `number_claims` (`student_no`);