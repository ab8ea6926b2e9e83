DROP INDEX `scans_ref`;--> statement-breakpoint
DROP INDEX `scans_typed`;--> statement-breakpoint
CREATE INDEX `scans_unplaced` ON `scans` (`ref`) WHERE session_id is null;--> statement-breakpoint
CREATE INDEX `scans_typed` ON `scans` (`typed_class_id`,`student_id`) WHERE typed_class_id is not null;