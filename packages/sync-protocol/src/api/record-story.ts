/** `GET /api/admin/records/:sessionId/:studentId`: what happened to one record, and who did it. */
import * as z from 'zod/mini';
import { classId, sessionId, timeMs, userId } from '../primitives.ts';
import { person } from '../rows/user.ts';

const storyEvent = z.object({
  /** Fact's own id. */
  id: z.string(),
  kind: z.string(),
  /** When the server first received it. */
  receivedAt: timeMs,
  /** What the device's own clock said when it was made: evidence, not truth. */
  madeAt: z.nullable(z.int()),
  by: z.string(),
  /** What its device is called; null for facts of the server's own routes. */
  device: z.nullable(z.string()),
  /** Network it came from, truncated; null once forgotten. */
  address: z.nullable(z.string()),
  outcome: z.string(),
  /** Machine word for why. */
  reason: z.nullable(z.string()),
  /** Of a mark: its status, null when it was cleared. Of a review or an answer: the decision. */
  decided: z.nullable(z.string()),
  /** What was typed with it. */
  note: z.nullable(z.string()),
  /** Of a scan: how it was read. */
  how: z.nullable(z.string()),
  /** Of a scan that counts. */
  trust: z.nullable(z.string()),
});
export type StoryEvent = z.infer<typeof storyEvent>;

export const recordStory = z.object({
  ofClass: z.object({
    id: classId,
    course: z.string(),
    title: z.string(),
    section: z.string(),
    timeZone: z.string(),
  }),
  session: z.object({ id: sessionId, startsAt: timeMs, status: z.string() }),
  student: z.object({ id: userId, ...person.shape }),
  /** null: nothing was recorded. */
  record: z.nullable(
    z.object({
      status: z.enum(['present', 'late', 'absent', 'excused', 'expected', 'void']),
      source: z.string(),
      minutesLate: z.int(),
      needsReview: z.boolean(),
      onRoster: z.boolean(),
    }),
  ),
  /** Oldest first. */
  events: z.array(storyEvent),
});
export type RecordStory = z.infer<typeof recordStory>;
