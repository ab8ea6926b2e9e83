/** `GET /api/admin/audit` and `/state`: the audit log, a page at a time. */
import * as z from 'zod/mini';
import { someText, timeMs } from '../primitives.ts';
import { queryNumber } from './query.ts';

export const auditQuery = z.strictObject({
  /** Entries below this number. */
  before: z.optional(queryNumber(1, Number.MAX_SAFE_INTEGER)),
  /** Begins with these words: `account`, `account.approved`. */
  action: z.optional(someText(60)),
  /** Exactly this one: `user:<uuid>`, `class:<uuid>`, … */
  subject: z.optional(someText(80)),
});

const auditEntry = z.object({
  seq: z.int(),
  at: timeMs,
  /** Name; null for the server itself. */
  actor: z.nullable(z.string()),
  /** Truncated. */
  address: z.nullable(z.string()),
  action: z.string(),
  subject: z.string(),
  detail: z.record(z.string(), z.unknown()),
});

export const auditPage = z.object({
  /** Newest first. */
  entries: z.array(auditEntry),
  /** `before` of the next page; null at the end. */
  next: z.nullable(z.int()),
});

export const auditState = z.object({ whole: z.boolean(), entries: z.int(), brokenAt: z.nullable(z.int()) });
