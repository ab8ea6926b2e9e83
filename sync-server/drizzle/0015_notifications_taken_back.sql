ALTER TABLE `notifications` ADD `removed_at` integer;
--> statement-breakpoint
-- What those hold who had stopped being staff before it was taken back: emptied, and a rev each, so that devices hear of it.
UPDATE notifications SET removed_at = unixepoch() * 1000, class_id = NULL, session_id = NULL, student_id = NULL,
  before = NULL, after = NULL, percent = NULL, rev = (SELECT rev FROM meta) + gone.number
FROM (
  SELECT told.id, row_number() OVER (ORDER BY told.id) AS number FROM notifications AS told
  WHERE told.student_id <> told.user_id AND NOT EXISTS (
    SELECT 1 FROM staff
    WHERE staff.class_id = told.class_id AND staff.user_id = told.user_id AND staff.until_at IS NULL
  )
) AS gone WHERE notifications.id = gone.id;
--> statement-breakpoint
UPDATE meta SET rev = max(rev, coalesce((SELECT max(rev) FROM notifications), 0));
