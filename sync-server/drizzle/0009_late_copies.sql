ALTER TABLE `device_contacts` ADD `mono` real;--> statement-breakpoint
ALTER TABLE `device_contacts` ADD `recent` text DEFAULT '[]' NOT NULL;