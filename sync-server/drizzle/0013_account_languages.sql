CREATE TABLE `account_languages` (
	`user_id` integer PRIMARY KEY NOT NULL,
	`language` text NOT NULL
);
