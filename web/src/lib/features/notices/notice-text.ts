/** What a notification says, and where it leads: one place for the page, the banner and everything else. */
import type { ClassId, SessionId } from '@hazri/domain';
import type { RowOf } from '@hazri/sync-protocol';
import { say } from '../../words/say.ts';
import { dayAndTime, percent } from '../../words/when.ts';
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

function classOf(classId: ClassId | null, { classes }: Surrounding): string {
  const row = classes.find(({ id }) => id === classId);
  return row === undefined ? '' : className(row);
}

function sessionOf({ classId, sessionId }: Notice, around: Surrounding): string {
  const session = sessionRow(sessionId, around);
  const timeZone = around.classes.find(({ id }) => id === classId)?.timeZone;
  const when = session === undefined ? '' : dayAndTime(session.startsAt, timeZone);
  return `${classOf(classId, around)} ${when}`.trim();
}

function sessionRow(sessionId: SessionId | null, { sessions }: Surrounding) {
  return sessions.find(({ id }) => id === sessionId);
}
