/** Which sessions stand on Today: those of the day in their class's time zone, and any that still run. Pure. */
import { mayOpen, type SessionId, type SessionState } from '@hazri/domain';
import { dateKey } from '../../words/when.ts';
import type { ClassRow, SessionRow } from '../live/records.ts';

export interface TodayEntry {
  readonly session: SessionState;
  readonly class: ClassRow;
}

export interface TodayView {
  readonly entries: readonly TodayEntry[];
  /**
   * The one with the big button: running, else the one whose time it is, else the next to start, else one that still
   * runs, else the last to start. Nobody starts on the second, so a session keeps the button until its planned end,
   * unless the beginning of another is nearer.
   */
  readonly next: TodayEntry | null;
  /** Classes with more than one running session: one of them was started twice (SES6). */
  readonly twice: readonly ClassRow[];
  /** Those that somebody forgot to end. */
  readonly forgotten: readonly TodayEntry[];
}

/** @param rows tell the planned end of those that have one */
export function todayView(
  sessions: readonly SessionState[],
  rows: readonly SessionRow[],
  classes: readonly ClassRow[],
  nowMs: number,
  stillRunning: ReadonlySet<SessionId>,
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
  const endsAt = new Map(rows.map((row) => [row.id, row.endsAt]));
  const fromNow = ({ session }: TodayEntry) => Math.abs(session.startsAt - nowMs);
  const due = planned
    .filter(
      ({ session: { id, startsAt } }) => mayOpen(startsAt, nowMs) && nowMs < (endsAt.get(id) ?? startsAt),
    )
    .toSorted((a, b) => fromNow(a) - fromNow(b));
  const upcoming = planned.find(({ session }) => session.startsAt >= nowMs);
  const forgotten = running.filter(({ session }) => stillRunning.has(session.id));
  const current = running.filter((entry) => !forgotten.includes(entry));
  return {
    entries,
    forgotten,
    next: current.at(-1) ?? due[0] ?? upcoming ?? forgotten.at(-1) ?? planned.at(-1) ?? null,
    twice: classes.filter((row) => running.filter((entry) => entry.class.id === row.id).length > 1),
  };
}
