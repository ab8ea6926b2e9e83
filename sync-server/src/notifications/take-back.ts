/**
 * What staff were told of others in a class is theirs to read while they teach it. Afterwards it is taken back: emptied
 * here, and removed from every device by the row that says so (SYNC5).
 */
import { and, eq, isNull, ne } from 'drizzle-orm';
import type { Database } from '../db/open-database.ts';
import { notifications } from '../db/notification-schema.ts';
import type { WriteTurn } from '../db/writer.ts';

type NotificationRow = typeof notifications.$inferSelect;

/** @returns the rows to write in the turn, a new rev each; no more than one person's notifications (sweep.ts) */
export async function takenBack(
  { orm }: Database,
  turn: Pick<WriteTurn, 'nextRev'>,
  userId: number,
  classId: number,
  now: number,
): Promise<readonly NotificationRow[]> {
  const rows = await orm
    .select()
    .from(notifications)
    .where(
      and(
        eq(notifications.userId, userId),
        eq(notifications.classId, classId),
        ne(notifications.studentId, userId),
        isNull(notifications.removedAt),
      ),
    );
  return rows.map((row) => ({ ...row, ...EMPTIED, removedAt: now, rev: turn.nextRev() }));
}

const EMPTIED = { classId: null, sessionId: null, studentId: null, before: null, after: null, percent: null };
