/** Which sessions stand in the schedule, day by day, as somebody filtered them? Pure. */
import { groupBy, type SessionState, type SessionStatus } from '@hazri/domain';
import { dateKey } from '../../words/when.ts';
import { isInUse } from '../classes/in-use.ts';
import type { ClassRow } from '../live/records.ts';

export interface ScheduleFilter {
  /** '' for all classes. */
  readonly classId: string;
  readonly status: SessionStatus | 'all';
  /** Local dates where the class is, both included; '' is open. */
  readonly from: string;
  readonly to: string;
}

export interface ScheduleEntry {
  readonly session: SessionState;
  readonly class: ClassRow;
}

export interface ScheduleDay {
  readonly day: string;
  readonly entries: readonly ScheduleEntry[];
}

/** In the order of time. Sessions of classes that were put away stand here only with a record. */
export function scheduleDays(
  sessions: readonly SessionState[],
  classes: readonly ClassRow[],
  { classId, status, from, to }: ScheduleFilter,
): readonly ScheduleDay[] {
  const classById = new Map(classes.map((row) => [row.id, row]));
  const dated = sessions
    .flatMap((session) => {
      const row = classById.get(session.classId);
      return row === undefined ? [] : [{ session, class: row, day: dateKey(session.startsAt, row.timeZone) }];
    })
    .filter(({ session, class: row }) => isInUse(row) || session.status !== 'scheduled')
    .filter(({ session }) => classId === '' || session.classId === classId)
    .filter(({ session }) => status === 'all' || session.status === status)
    .filter(({ day }) => (from === '' || from <= day) && (to === '' || day <= to))
    .toSorted((a, b) => a.session.startsAt - b.session.startsAt || (a.session.id < b.session.id ? -1 : 1));
  const days = groupBy(dated, ({ day }) => day);
  return [...days].map(([day, entries]) => ({ day, entries })).toSorted((a, b) => (a.day < b.day ? -1 : 1));
}
