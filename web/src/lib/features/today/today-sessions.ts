/** Which sessions stand on Today: those of the day in their class's time zone, and any that still run. Pure. */
import type { SessionState } from '@hazri/domain';
import { dateKey } from '../../words/when.ts';
import type { ClassRow } from '../live/records.ts';

export interface TodayEntry {
  readonly session: SessionState;
  readonly class: ClassRow;
}

export interface TodayView {
  readonly entries: readonly TodayEntry[];
  /** The one with the big button: running, else the next to start, else the last one still to start. */
  readonly next: TodayEntry | null;
  /** Classes with more than one running session: one of them was started twice (SES6). */
  readonly twice: readonly ClassRow[];
}

export function todayView(
  sessions: readonly SessionState[],
  classes: readonly ClassRow[],
  nowMs: number,
): TodayView {
  const entries = sessions
    .flatMap((session) => {
      const classRow = classes.find((row) => row.id === session.classId);
      return classRow === undefined ? [] : [{ session, class: classRow }];
    })
    .filter(({ session, class: { timeZone } }) => {
      const isToday = dateKey(session.startsAt, timeZone) === dateKey(nowMs, timeZone);
      return session.status === 'active' || isToday;
    })
    .toSorted((a, b) => a.session.startsAt - b.session.startsAt || (a.session.id < b.session.id ? -1 : 1));
  const running = entries.filter(({ session }) => session.status === 'active');
  const planned = entries.filter(({ session }) => session.status === 'scheduled');
  const upcoming = planned.find(({ session }) => session.startsAt >= nowMs);
  return {
    entries,
    next: running.at(-1) ?? upcoming ?? planned.at(-1) ?? null,
    twice: classes.filter((row) => running.filter((entry) => entry.class.id === row.id).length > 1),
  };
}
