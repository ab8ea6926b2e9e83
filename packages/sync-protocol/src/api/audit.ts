/** `GET /api/admin/audit` and `/state`: the audit log, a page at a time. */
import * as z from 'zod/mini';
import { MAX_NAME, someText, timeMs } from '../primitives.ts';
import { queryNumber } from './query.ts';

const MAX_TIME_MS = 7_258_118_400_000;

export const auditQuery = z.strictObject({
  /** Entries below this number. */
  before: z.optional(queryNumber(1, Number.MAX_SAFE_INTEGER)),
  /** Begins with these words: `account`, `account.approved`. */
  action: z.optional(someText(60)),
  /** Exactly this one: `user:<uuid>`, `class:<uuid>`, … */
  subject: z.optional(someText(80)),
  /** Words of the name, number or e-mail of who did it. */
  actor: z.optional(someText(MAX_NAME)),
  /** The same of whom it is about: as subject or in the detail. */
  person: z.optional(someText(MAX_NAME)),
  /** Epoch ms: from this moment on. */
  from: z.optional(queryNumber(0, MAX_TIME_MS)),
  /** Epoch ms: before this moment. */
  until: z.optional(queryNumber(0, MAX_TIME_MS)),
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
  /** What the subject is called; null where it has no name, or none any more. */
  about: z.nullable(z.string()),
  /** The person whom the detail names, such as the student whose record was changed; null where it names none. */
  whom: z.nullable(z.string()),
  detail: z.record(z.string(), z.unknown()),
});

export type AuditEntryView = z.infer<typeof auditEntry>;

export const auditPage = z.object({
  /** Newest first. */
  entries: z.array(auditEntry),
  /** `before` of the next page; null at the end. */
  next: z.nullable(z.int()),
});

export const auditState = z.object({ whole: z.boolean(), entries: z.int(), brokenAt: z.nullable(z.int()) });
