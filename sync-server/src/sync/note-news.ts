/**
 * Who is to be told what of a flush? Compares what it leaves with what it found; all of that is in hand but the roster
 * of a session that begins. The rows go with the same commit, so nobody is told what isn't so.
 */
import type { Attendance, RatePolicy } from '@hazri/domain';
import { changedAfterCompletion, counted, isLow, onRosterByDate, wholePercent } from '@hazri/domain';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { isStaffAt } from '../catalogue/catalogue.ts';
import type { IsSilenced } from '../notifications/choices.ts';
import { ratesOf } from '../reports/class-rates.ts';
import type { AttendanceRow, NotificationRow, SessionRow, TallyRow } from './rows.ts';
import type { WorkingSet } from './working-set.ts';
import { NO_REV, pairKey } from './rows.ts';

export interface NewsDeps {
  readonly catalogue: Catalogue;
  readonly newUuid: () => string;
  /** The institution's; a class may have a line of its own. */
  readonly rates: RatePolicy;
  readonly isSilenced: IsSilenced;
}

/** That a session began is news for this long, and no longer than its plan; professors reconnect hours later. */
const STARTED_NEWS_MS = 60 * 60_000;
/** That a scan counts is news for this long: what a phone finds after a term is in the record. */
const RECORDED_NEWS_MS = 7 * 86_400_000;
/** One missed lesson of two is no warning yet. */
export const MIN_SESSIONS_FOR_WARNING = 4;

/** A notification that nobody has read, before it speaks of anything. */
export const ABOUT_NOTHING = {
  classId: null,
  sessionId: null,
  studentId: null,
  before: null,
  after: null,
  percent: null,
  readAt: null,
  removedAt: null,
} as const;

type About = Omit<NotificationRow, 'id' | 'uuid' | 'at' | 'readAt' | 'removedAt' | 'rev'>;
type Note = (about: Partial<About> & Pick<About, 'userId' | 'kind'>) => void;

/** @param at when the flush's news came in */
export async function noteNews(deps: NewsDeps, set: WorkingSet, at: number): Promise<void> {
  const note: Note = (about) => {
    if (deps.isSilenced(about.userId, about.kind)) return;
    set.notifications.put({
      id: set.turn.nextId('notifications'),
      uuid: deps.newUuid(),
      at,
      ...ABOUT_NOTHING,
      rev: NO_REV,
      ...about,
    });
  };
  for (const row of set.attendance.changed()) noteAttendance(deps, set, note, row, at);
  for (const row of set.tallies.changed()) noteCrossing(deps, set, note, row);
  await noteStarts(set, note, at);
}

/** ATT7: the student and the class's professors are told of a change; the student alone that a scan counts. */
function noteAttendance(
  { catalogue }: NewsDeps,
  set: WorkingSet,
  note: Note,
  row: AttendanceRow,
  at: number,
): void {
  const { sessionId, classId, studentId, status: after } = row;
  const before = set.attendance.before(pairKey(sessionId, studentId));
  const about = { classId, sessionId, studentId, after };
  if (before && changedAfterCompletion(attendanceOf(before), attendanceOf(row))) {
    // Whoever stopped being staff after the news came in is told nothing any more.
    const professors = catalogue
      .staffOf(classId)
      .filter((record) => record.role === 'professor' && isStaffAt(record, at) && record.until === null);
    for (const userId of new Set([studentId, ...professors.map((record) => record.userId)]))
      note({ ...about, userId, kind: 'attendance_changed', before: before.status });
    return;
  }
  const startsAt = set.sessions.get(sessionId)?.startsAt ?? 0;
  const firstCounted = row.source === 'scan' && (before?.scanTokenTime ?? null) === null;
  if (firstCounted && at - startsAt <= RECORDED_NEWS_MS)
    note({ ...about, userId: studentId, kind: 'attendance_recorded' });
}

function attendanceOf({ status, source, at, minutesLate, trust }: AttendanceRow): Attendance {
  return { status, source, at, minutesLate, trust };
}

/** Once each time the line is crossed: a student who stays below isn't told at every session. */
function noteCrossing({ catalogue, ...deps }: NewsDeps, set: WorkingSet, note: Note, row: TallyRow): void {
  const { classId, studentId } = row;
  const rates = ratesOf(deps.rates, catalogue.classById(classId));
  const before = set.tallies.before(pairKey(classId, studentId));
  const isWarned = (tally: TallyRow) => counted(tally) >= MIN_SESSIONS_FOR_WARNING && isLow(tally, rates);
  if (!isWarned(row) || (before && isWarned(before))) return;
  const percent = wholePercent(row, rates);
  note({ userId: studentId, kind: 'below_threshold', classId, studentId, percent });
}

/** Everybody on the roster whose scan isn't here already. */
async function noteStarts(set: WorkingSet, note: Note, at: number): Promise<void> {
  const started = set.sessions.changed().filter((row) => hasJustStarted(set, row, at));
  if (started.length === 0) return;
  await set.loadEnrolments([], [...new Set(started.map((row) => row.classId))]);
  for (const { id, classId, startsAt } of started) {
    for (const enrolment of set.enrolments.all()) {
      const { studentId } = enrolment;
      if (enrolment.classId !== classId || !onRosterByDate(enrolment, startsAt)) continue;
      if (set.attendance.get(pairKey(id, studentId))?.source === 'scan') continue;
      note({ userId: studentId, kind: 'session_started', classId, sessionId: id });
    }
  }
}

function hasJustStarted(set: WorkingSet, row: SessionRow, at: number): boolean {
  const wasPlanned = (set.sessions.before(row.id)?.status ?? 'scheduled') === 'scheduled';
  if (row.status !== 'active' || row.openedAt === null || !wasPlanned) return false;
  return at - row.openedAt <= STARTED_NEWS_MS && at < (row.plannedEndsAt ?? Number.POSITIVE_INFINITY);
}
