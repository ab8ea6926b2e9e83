/** Adding to a roster and ending: facts where the person is known or typed, a question to the server by e-mail. */
import { uuidv7, type ClassId, type UserId } from '@hazri/domain';
import {
  enrolled,
  enrolmentHistory,
  ROW_FAULTS,
  type EnrolmentHistory,
  type RowFault,
} from '@hazri/sync-protocol/api/roster';
import { call, type Asked } from '../../api/call.ts';
import type { Device } from '../../device/device.ts';
import { browserRandom } from '../../platform/random.ts';

const UUID_RANDOM_BYTES = 10;

export async function addKnown(
  device: Device,
  classId: ClassId,
  studentId: UserId,
  fromMs: number,
): Promise<void> {
  await device.state('enrolment.added', { classId, studentId, from: fromMs });
}

/** Merged with the account that has this number, if there is one (the server knows; this device needn't). */
export async function addTyped(
  device: Device,
  classId: ClassId,
  person: { readonly givenName: string; readonly familyName: string; readonly studentNo: string },
  fromMs: number,
): Promise<void> {
  const personId = uuidv7<'user'>(device.clock.deviceNow(), browserRandom.bytes(UUID_RANDOM_BYTES));
  await device.state('enrolment.added', { classId, person: { personId, ...person }, from: fromMs });
}

export function addByServer(classId: ClassId, body: Readonly<Record<string, string | number>>) {
  return call({ method: 'POST', path: `/api/classes/${classId}/enrolments`, body, answer: enrolled });
}

export async function endEnrolment(
  device: Device,
  classId: ClassId,
  studentId: UserId,
  untilMs: number,
): Promise<void> {
  await device.state('enrolment.ended', { classId, studentId, until: untilMs });
}

export function historyOf(classId: ClassId, studentId: UserId): Promise<Asked<EnrolmentHistory>> {
  return call({
    method: 'GET',
    path: `/api/classes/${classId}/enrolments/${studentId}`,
    answer: enrolmentHistory,
  });
}

/** The server's word for what is wrong with a field, where this app has a sentence for it. */
export function isRowFault(code: string): code is RowFault {
  return ROW_FAULTS.some((fault) => fault === code);
}
