/** What a fact is about, as its row names it: so that the facts of one thing are found again. */
import { ownKey, pairKey } from '../rows.ts';

export const sessionSubject = (id: number): string => `session:${id}`;
export const enrolmentSubject = (classId: number, studentId: number): string =>
  `enrolment:${pairKey(classId, studentId)}`;
export const requestSubject = (kind: 'excuse' | 'appeal', uuid: string): string => `${kind}:${uuid}`;
export const witnessSubject = (studentId: number, scanUuid: string): string =>
  `witness:${ownKey(studentId, scanUuid)}`;
