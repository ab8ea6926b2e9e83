ALTER TABLE `device_contacts` ADD `address` text;--> statement-breakpoint
ALTER TABLE `device_contacts` ADD `agent` text;--> statement-breakpoint
ALTER TABLE `facts` ADD `address` text;