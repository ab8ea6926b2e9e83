/** Enrolments that somebody states over REST: facts like those of a device, made here on their behalf. */
import type { FactResult } from '@hazri/sync-protocol';
import { asClassId } from '../sync/session-state.ts';
import type { StateDeps } from '../sync/state-facts.ts';
import { stateFacts } from '../sync/state-facts.ts';
import type { User } from '../auth/accounts.ts';
import { asUserId } from '../auth/accounts.ts';
import type { ClassRecord } from '../catalogue/catalogue.ts';

/** @returns why each student's fact was not accepted, null for those that were; in the order given */
export async function addToRoster(
  deps: StateDeps,
  author: User,
  ofClass: ClassRecord,
  studentUuids: readonly string[],
  from: number,
): Promise<readonly (string | null)[]> {
  const classId = asClassId(ofClass.uuid);
  const bodies = studentUuids.map((uuid) => ({ classId, studentId: asUserId(uuid), from }));
  return refusals(await stateFacts(deps, author, 'enrolment.added', bodies));
}

/** @returns why it was not accepted, or null */
export async function endOnRoster(
  deps: StateDeps,
  author: User,
  ofClass: ClassRecord,
  studentUuid: string,
  until: number,
): Promise<string | null> {
  const body = { classId: asClassId(ofClass.uuid), studentId: asUserId(studentUuid), until };
  return refusals(await stateFacts(deps, author, 'enrolment.ended', [body]))[0] ?? null;
}

/** Why each was not accepted, null for those that were. */
function refusals(results: readonly FactResult[]): readonly (string | null)[] {
  return results.map(({ outcome, reason }) => (outcome === 'accepted' ? null : (reason ?? outcome)));
}
