DROP INDEX `scans_student_outcome`;--> statement-breakpoint
DROP INDEX `facts_subject`;--> statement-breakpoint
DROP INDEX `facts_waiting`;--> statement-breakpoint
DROP INDEX `facts_author_waiting`;--> statement-breakpoint
CREATE INDEX `facts_subject` ON `facts` (`subject`) WHERE subject is not null;--> statement-breakpoint
CREATE INDEX `facts_waiting` ON `facts` (`waits_for`) WHERE waits_for is not null;--> statement-breakpoint
CREATE INDEX `facts_author_waiting` ON `facts` (`author_id`) WHERE outcome = 'waiting';