/** Students join and leave a roster. */
import type { FactFor } from '@hazri/domain';
import type { UserRow } from '../rows.ts';
import { NO_REV } from '../rows.ts';
import { enrolmentSubject } from './subjects.ts';
import type { Decision, Taking } from './taking.ts';
import { accepted, rejected, staffClass, waiting } from './taking.ts';
import type { ClassRecord } from '../../catalogue/catalogue.ts';

export function takeEnrolment(taking: Taking, { body }: FactFor<'enrolment.added'>): Decision {
  const { set, touched } = taking;
  const ofClass = rosterClass(taking, body.classId);
  if (!ofClass) return rejected('not_staff');
  const student = body.person ? walkIn(taking, body.person) : body.studentId && set.person(body.studentId);
  if (!student) return waiting(body.studentId ?? body.classId, 'pending_student');
  touched.addEnrolment(ofClass.id, student.id);
  return accepted(enrolmentSubject(ofClass.id, student.id));
}

/** Rosters are the office's too (SES4). */
function rosterClass(taking: Taking, classUuid: string): ClassRecord | null {
  const { author } = taking.arrival;
  if (author.role === 'administrator') return taking.catalogue.classByUuid(classUuid) ?? null;
  return staffClass(taking, classUuid);
}

/** The person a staff device made, or the account that has the same roll number already. */
function walkIn(
  { set, touched, arrival }: Taking,
  person: NonNullable<FactFor<'enrolment.added'>['body']['person']>,
): UserRow {
  const known = set.person(person.personId);
  if (known) return known;
  const account = set.users.all().find((row) => row.studentNo === person.studentNo);
  touched.known.add(person.personId);
  if (account) {
    set.aliases.put({ uuid: person.personId, userId: account.id });
    return account;
  }
  const { personId, givenName, familyName, studentNo } = person;
  const made: UserRow = {
    id: set.turn.nextId('users'),
    uuid: personId,
    email: null,
    role: 'student',
    state: 'walk_in',
    passwordHash: null,
    givenName,
    familyName,
    studentNo,
    employeeNo: null,
    createdAt: arrival.receivedAt,
    rev: NO_REV,
  };
  set.users.put(made);
  return made;
}

export function takeEnrolmentEnd(taking: Taking, { body }: FactFor<'enrolment.ended'>): Decision {
  const { set, touched } = taking;
  const ofClass = rosterClass(taking, body.classId);
  if (!ofClass) return rejected('not_staff');
  const student = set.person(body.studentId);
  if (!student) return waiting(body.studentId, 'pending_student');
  touched.addEnrolment(ofClass.id, student.id);
  return accepted(enrolmentSubject(ofClass.id, student.id));
}
