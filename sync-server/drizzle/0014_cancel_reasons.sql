ALTER TABLE `sessions` ADD `cancel_reason` text;
--> statement-breakpoint
-- What was cancelled before the column was there. Ids are their authors' own: the session is asked for as well.
UPDATE sessions SET cancel_reason = (
  SELECT nullif(json_extract(facts.json, '$.body.reason'), '') FROM facts
  WHERE facts.id = json_extract(sessions.lifecycle, '$.factId') AND facts.kind = 'session.cancelled'
  AND json_extract(facts.json, '$.body.sessionId') = sessions.uuid AND facts.outcome = 'accepted'
  ORDER BY facts.seq LIMIT 1
) WHERE status = 'cancelled';
