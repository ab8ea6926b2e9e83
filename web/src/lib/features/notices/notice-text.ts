/** What a notification says, and where it leads: one place for the page, the banner and everything else. */
import type { ClassId, SessionId } from '@hazri/domain';
import type { RowOf } from '@hazri/sync-protocol';
import { say } from '../../words/say.ts';
import { dayAndTime, percent, whenShort } from '../../words/when.ts';
import { className } from '../scan/whose-code.ts';

export type Notice = RowOf<'notification'>;

/** The rows that a notification's ids lead to. */
export interface Surrounding {
  readonly classes: readonly RowOf<'class'>[];
  readonly sessions: readonly RowOf<'session'>[];
}

export function noticeText(notice: Notice, readerId: string, around: Surrounding): string {
  switch (notice.kind) {
    case 'session_started':
      return say('notice.started', { class: classOf(notice.classId, around) });
    case 'attendance_recorded':
      return say('notice.recorded', {
        session: sessionOf(notice, around),
        status: say(`status.${notice.after ?? 'present'}`),
      });
    case 'attendance_changed': {
      const changed = {
        session: sessionOf(notice, around),
        before: say(`status.${notice.before ?? 'absent'}`),
        after: say(`status.${notice.after ?? 'present'}`),
      };
      return notice.studentId === readerId
        ? say('notice.student', changed)
        : say('notice.staff', { ...changed, student: notice.studentName ?? '' });
    }
    case 'below_threshold':
      return say('notice.below', {
        class: classOf(notice.classId, around),
        percent: percent((notice.percent ?? 0) / 100),
      });
    case 'account_approved':
      return say('notice.approved');
  }
}

/** When it was told, in its class's time zone as the rest of the class; the zone is named where this device has another time. */
export function noticeTime({ at, classId }: Notice, nowMs: number, around: Surrounding): string {
  const zone = zoneOf(classId, around);
  const there = whenShort(at, nowMs, zone);
  return zone === undefined || there === whenShort(at, nowMs) ? there : `${there} (${zone})`;
}

function zoneOf(classId: ClassId | null, { classes }: Surrounding): string | undefined {
  return classes.find(({ id }) => id === classId)?.timeZone;
}

function classOf(classId: ClassId | null, { classes }: Surrounding): string {
  const row = classes.find(({ id }) => id === classId);
  return row === undefined ? '' : className(row);
}

function sessionOf({ classId, sessionId }: Notice, around: Surrounding): string {
  const session = sessionRow(sessionId, around);
  const when = session === undefined ? '' : dayAndTime(session.startsAt, zoneOf(classId, around));
  return `${classOf(classId, around)} ${when}`.trim();
}

function sessionRow(sessionId: SessionId | null, { sessions }: Surrounding) {
  return sessions.find(({ id }) => id === sessionId);
}

/** The server forgets older ones, and of each person all but the newest (sync-server/src/notifications/sweep.ts). */
const KEPT_MS = 90 * 86_400_000;
const MAX_KEPT = 500;

/** What is still kept, newest first. */
export function keptNotices(rows: readonly Notice[], nowMs: number): readonly Notice[] {
  return rows
    .filter(({ at }) => nowMs - at <= KEPT_MS)
    .toSorted((a, b) => b.at - a.at)
    .slice(0, MAX_KEPT);
}

export function unreadAmong(rows: readonly Notice[], nowMs: number): number {
  return keptNotices(rows, nowMs).filter(({ readAt }) => readAt === null).length;
}

/** The page that it is about; null when there is none. */
export function noticePath({ kind, classId, sessionId, studentId }: Notice, readerId: string) {
  const isOfAnother = studentId !== null && studentId !== readerId;
  if (isOfAnother && sessionId !== null) return `/professor/sessions/${sessionId}`;
  if (kind === 'session_started') return '/student/scan';
  if (kind === 'account_approved') return '/professor/today';
  return classId === null ? null : `/student/classes/${classId}`;
}
