/** Which sessions does a weekly timetable give between two moments? */
import type { SessionId } from '@hazri/domain';
import { fromLocal, zoneOffsetMs } from '@hazri/domain';
import type { Meeting } from '@hazri/sync-protocol';

export interface PlannedSession {
  readonly id: SessionId;
  readonly startsAt: number;
  readonly endsAt: number;
}

/** A term is at most this long: a bound on what one timetable can make. */
const MAX_TERM_DAYS = 400;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/**
 * @param timeZone IANA; meetings keep their local time when its offset changes
 * @param newSessionId called once for each session, in the order of time
 */
export function generateSessions(
  timetable: readonly Meeting[],
  timeZone: string,
  span: { readonly from: number; readonly until: number },
  newSessionId: (startsAt: number) => SessionId,
): readonly PlannedSession[] {
  const dayCount = Math.min(MAX_TERM_DAYS, Math.ceil((span.until - span.from) / DAY_MS) + 1);
  const starts = Array.from({ length: dayCount }, (_, index) =>
    localDay(span.from + index * DAY_MS, timeZone),
  ).flatMap(({ midnight, weekday }) =>
    timetable
      .filter((meeting) => meeting.weekday === weekday)
      .map(({ startMinute, durationMinutes }) => {
        const startsAt = fromLocal(midnight + startMinute * MINUTE_MS, timeZone);
        return { startsAt, endsAt: startsAt + durationMinutes * MINUTE_MS };
      }),
  );
  return starts
    .filter(({ startsAt }) => startsAt >= span.from && startsAt < span.until)
    .toSorted((a, b) => a.startsAt - b.startsAt)
    .map((session) => ({ id: newSessionId(session.startsAt), ...session }));
}

/** The local day at a moment: its midnight as if it were UTC, and its ISO weekday. */
function localDay(at: number, timeZone: string): { readonly midnight: number; readonly weekday: number } {
  const local = at + zoneOffsetMs(at, timeZone);
  const midnight = Math.floor(local / DAY_MS) * DAY_MS;
  // 1 January 1970 was a Thursday, ISO weekday 4.
  return { midnight, weekday: ((midnight / DAY_MS + 3) % 7) + 1 };
}
