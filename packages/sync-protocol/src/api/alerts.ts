/** `/api/classes/:classId/alerts`: telling students whose attendance is low that it is. */
import * as z from 'zod/mini';

/** Why somebody below the line gets no mail. */
export const ALERT_SKIPS = [
  /** Too few sessions have counted to speak of a rate; only the weekly round minds. */
  'too_early',
  /** Was told of this class some days ago. */
  'lately_told',
  /** The server has no SMTP server to give mail to. */
  'no_mail_server',
  /** The account has no address, or nobody has proven it. */
  'no_address',
  /** Chose not to get mail of this kind. */
  'unwanted',
  /** As many letters wait for the mail server as may; asking again later takes the rest. */
  'mail_full',
] as const;
export type AlertSkip = (typeof ALERT_SKIPS)[number];

const count = z.int();

/** What was done, or would be; everybody below the line is counted in `mailed` or in one of `skipped`. */
export const classAlerts = z.object({
  thresholdPercent: z.number(),
  /** On the roster now and below the line. */
  low: count,
  mailed: count,
  /** In the app alone, which those with a mail are told in, too, unless they don't want that. */
  told: count,
  skipped: z.object({
    too_early: count,
    lately_told: count,
    no_mail_server: count,
    no_address: count,
    unwanted: count,
    mail_full: count,
  }),
});
export type ClassAlerts = z.infer<typeof classAlerts>;
