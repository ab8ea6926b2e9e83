/** A right fact of every kind, with every optional field, about a lesson that runs: what fuzzing starts from. */
import type { Device } from './device.ts';
import { fact, newId } from './device.ts';
import type { Lesson } from './lesson.ts';
import { openedBody, scanBody } from './lesson.ts';
import type { School } from './school.ts';

/** By staff. */
export function staffKinds(school: School, { sessionId, kid }: Lesson, student: Device) {
  const { classId } = school;
  const at = school.clock.now();
  const studentId = student.owner.id;
  const id = () => newId<'fact'>(school);
  const personId = newId<'user'>(school);
  const person = { personId, givenName: 'Asha', familyName: 'Rao', studentNo: personId };
  const steps: [number, string][] = [
    [at / 1_000, '0badcafe'],
    [at / 1_000 + 30, '0badcaff'],
  ];
  return [
    fact(school, 'session.opened', openedBody(school, newId<'session'>(school), kid)),
    fact(school, 'codes.shown', { sessionId, kid, clockOffsetMs: -12.5, steps }),
    fact(school, 'mark', { sessionId, studentId, status: 'late', reason: 'saw her come in' }),
    fact(school, 'headcount', { sessionId, count: 57 }),
    fact(school, 'enrolment.added', { classId, from: at, studentId }),
    fact(school, 'enrolment.added', { classId, from: at, person }),
    fact(school, 'enrolment.ended', { classId, studentId, until: at }),
    fact(school, 'review', { scanId: id(), decision: 'accept', reason: 'saw her' }),
    fact(school, 'witness', { receipt: 'AEAA' }),
    fact(school, 'excuse.decided', { excuseId: id(), decision: 'approve', note: 'fine' }),
    fact(school, 'appeal.decided', { appealId: id(), decision: 'decline', note: 'no' }),
    fact(school, 'session.cancelled', { sessionId, at, reason: 'ill' }),
    fact(school, 'session.reopened', { sessionId, at, clockOffsetMs: 0.5 }),
    fact(school, 'session.completed', { sessionId, at, clockOffsetMs: 0 }),
  ];
}

/** By a student. */
export function studentKinds(school: School, lesson: Lesson) {
  const { classId } = school;
  const at = school.clock.now();
  const id = () => newId<'fact'>(school);
  return [
    { ...fact(school, 'scan', scanBody(school, lesson)), clockJumped: true },
    fact(school, 'scan', { classId, shortCode: '01234567', scannedAt: at, how: 'typed' }),
    fact(school, 'excuse', { excuseId: id(), classId, from: at, until: at + 1, reason: 'wedding' }),
    fact(school, 'appeal', { appealId: id(), sessionId: lesson.sessionId, reason: 'I was there' }),
  ];
}
