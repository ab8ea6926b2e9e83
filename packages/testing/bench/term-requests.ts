/** What people's screens ask the server over REST, with a term behind it. */
import type { TermReady } from './term-messages.ts';

export interface TermRequest {
  readonly name: string;
  readonly path: string;
  /** `name=value` of whoever asks. */
  readonly cookie: string;
}

export function termRequests({
  administrator,
  professor,
  classIds,
  students,
  firstSessionId,
  lastSessionId,
  absentId,
}: TermReady): readonly TermRequest[] {
  const [classId = ''] = classIds;
  const [student] = students;
  const by = (cookie: string) => (name: string, path: string) => ({ name, path: `/api${path}`, cookie });
  const asProfessor = by(professor);
  const asStudent = by(student?.cookie ?? '');
  const asOffice = by(administrator);
  return [
    asProfessor('rates of the classes one teaches', '/rates'),
    asProfessor('roster of a class', `/classes/${classId}/enrolments`),
    asProfessor('report of a class', `/classes/${classId}/report`),
    asProfessor('report of a class, XLSX', `/classes/${classId}/report?format=xlsx`),
    asProfessor('report of a session', `/classes/${classId}/sessions/${lastSessionId}/report`),
    asProfessor('report of a student', `/classes/${classId}/students/${student?.id ?? ''}/report`),
    asStudent('one’s own report', `/classes/${classId}/report/mine`),
    asStudent('one’s notifications', '/notifications'),
    asStudent('all that is known of one', '/auth/me/export'),
    asOffice('every class', '/admin/classes'),
    asOffice('people, by a word', '/admin/users?search=naidu'),
    asOffice('audit log', '/admin/audit'),
    asOffice('audit log, a rare deed', '/admin/audit?action=key.revoked'),
    asOffice('audit log, about a person', '/admin/audit?person=26CS0007'),
    asOffice('audit log, is it whole', '/admin/audit/state'),
    asOffice('story of a record', `/admin/records/${firstSessionId}/${student?.id ?? ''}`),
    asOffice('story of an absence', `/admin/records/${lastSessionId}/${absentId}`),
    asOffice('health', '/admin/health'),
  ];
}
