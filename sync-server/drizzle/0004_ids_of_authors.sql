DROP INDEX `facts_id`;--> statement-breakpoint
CREATE UNIQUE INDEX `facts_id` ON `facts` (`id`,`author_id`);--> statement-breakpoint
DROP INDEX `scans_uuid`;--> statement-breakpoint
CREATE UNIQUE INDEX `scans_uuid` ON `scans` (`uuid`,`student_id`);--> statement-breakpoint
UPDATE `facts` SET `subject` = 'witness:' || (SELECT `student_id` FROM `scans` WHERE `uuid` = substr(`subject`, 9)) || ':' || substr(`subject`, 9) WHERE `subject` GLOB 'witness:*';--> statement-breakpoint
UPDATE `facts` SET `waits_for` = json_extract(`json`, '$.body.scanId') WHERE `kind` = 'review' AND (`outcome` = 'accepted' OR `reason` = 'not_staff');
