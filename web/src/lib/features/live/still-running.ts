/** Which sessions somebody forgot to end. Nothing ends them by itself: nobody counts as absent until staff say so (ATT5). Pure. */
import type { SessionId, SessionState } from '@hazri/domain';
import type { SessionRow } from './records.ts';

const MINUTE_MS = 60_000;
/** A class overruns a little without being asked about it. */
export const OVERRUN_MS = 15 * MINUTE_MS;
/** What the timetable doesn't know has no planned end. */
export const UNPLANNED_MS = 180 * MINUTE_MS;

/** @param rows tell the planned end of those that have one */
export function stillRunning(
  sessions: readonly SessionState[],
  rows: readonly SessionRow[],
  nowMs: number,
): ReadonlySet<SessionId> {
  const endsAt = new Map(rows.map((row) => [row.id, row.endsAt]));
  const forgotten = sessions.filter(({ id, status, startsAt, openedAt }) => {
    const openedMs = openedAt ?? startsAt;
    const plannedMs = endsAt.get(id) ?? null;
    // Begun after its planned end, it is no more forgotten than an unplanned one.
    const isPlanned = plannedMs !== null && openedMs < plannedMs;
    return status === 'active' && nowMs > (isPlanned ? plannedMs + OVERRUN_MS : openedMs + UNPLANNED_MS);
  });
  return new Set(forgotten.map(({ id }) => id));
}
