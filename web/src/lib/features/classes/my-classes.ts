/** How a student stands in each class: status of every session, rate and what follows from it (ATT8). Pure. */
import {
  canStillMiss,
  DEFAULT_RATE_POLICY,
  foldAttendance,
  isLow,
  mustAttendInARow,
  onRosterByDate,
  rate,
  tallyOf,
  type Attendance,
  type Tally,
} from '@hazri/domain';
import type { AttendanceRow, ClassRow, EnrolmentRow, SessionRow } from '../live/records.ts';

export interface MySession {
  readonly session: SessionRow;
  readonly attendance: Attendance;
}

export interface MyClass {
  readonly class: ClassRow;
  readonly tally: Tally;
  /** The class's line, per cent. */
  readonly linePercent: number;
  /** 0 … 1; null while no session has counted. */
  readonly rate: number | null;
  readonly low: boolean;
  /** Sessions of the timetable that are still to come. */
  readonly remaining: number;
  readonly canMiss: number;
  /** null when the line can't be reached with the sessions that are left. */
  readonly mustAttend: number | null;
}

export interface Ground {
  readonly sessions: readonly SessionRow[];
  readonly attendance: readonly AttendanceRow[];
  readonly enrolments: readonly EnrolmentRow[];
  readonly nowMs: number;
}

/** The sessions of a class that are past or decided, newest first. */
export function mySessions(classRow: ClassRow, ground: Ground): readonly MySession[] {
  const enrolments = ground.enrolments.filter((row) => row.classId === classRow.id);
  return ground.sessions
    .filter((session) => session.classId === classRow.id)
    .map((session) => ({ session, attendance: attendanceIn(session, ground, enrolments) }))
    .filter(({ session, attendance }) => session.startsAt <= ground.nowMs || attendance.status !== 'expected')
    .toSorted((a, b) => b.session.startsAt - a.session.startsAt);
}

export function standing(classRow: ClassRow, ground: Ground): MyClass {
  const tally = tallyOf(mySessions(classRow, ground).map(({ attendance }) => attendance.status));
  const remaining = ground.sessions.filter(
    (session) =>
      session.classId === classRow.id && session.status === 'scheduled' && session.startsAt > ground.nowMs,
  ).length;
  const linePercent = classRow.lowPercent ?? DEFAULT_RATE_POLICY.thresholdPercent;
  const policy = { ...DEFAULT_RATE_POLICY, thresholdPercent: linePercent };
  const mustAttend = mustAttendInARow(tally, policy);
  return {
    class: classRow,
    tally,
    linePercent,
    rate: rate(tally, policy),
    low: isLow(tally, policy),
    remaining,
    canMiss: canStillMiss(tally, policy, remaining),
    mustAttend: mustAttend !== null && mustAttend <= remaining ? mustAttend : null,
  };
}

function attendanceIn(
  session: SessionRow,
  { attendance }: Ground,
  enrolments: readonly EnrolmentRow[],
): Attendance {
  const row = attendance.find((entry) => entry.sessionId === session.id);
  return foldAttendance({
    session,
    mark: row?.mark ?? null,
    scan: row?.scan ?? null,
    excused: row?.excused ?? false,
    onRoster: row?.onRoster ?? enrolments.some((entry) => onRosterByDate(entry, session.startsAt)),
  });
}
