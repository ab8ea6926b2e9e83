/** A status set by hand. */
import type { FactFor } from '@hazri/domain';
import { newer } from '@hazri/domain';
import { pairKey } from '../rows.ts';
import { emptyAttendance } from './empty-rows.ts';
import type { Decision, Taking } from './taking.ts';
import { accepted, staffSession, stampOf, waiting } from './taking.ts';

export function takeMark(taking: Taking, { body }: FactFor<'mark'>): Decision {
  const { set, touched } = taking;
  const session = staffSession(taking, body.sessionId);
  if ('decision' in session) return session.decision;
  const student = set.person(body.studentId);
  if (!student) return waiting(body.studentId, 'pending_student');
  const row =
    set.attendance.get(pairKey(session.row.id, student.id)) ?? emptyAttendance(session.row, student.id);
  const made = { status: body.status, ...stampOf(taking) };
  if (row.mark === null || newer(made, row.mark)) {
    set.attendance.put({ ...row, mark: made });
    touched.addAttendance(session.row.id, student.id);
  }
  return accepted();
}
