/** Enrolments that somebody states over REST: facts like those of a device, made here on their behalf. */
import type { FactBodies } from '@hazri/domain';
import { asClassId } from '../sync/session-state.ts';
import type { AppDeps } from '../app-deps.ts';
import type { User } from '../auth/accounts.ts';
import { asUserId } from '../auth/accounts.ts';
import type { ClassRecord } from '../catalogue/catalogue.ts';
import { newUuid } from '../catalogue/catalogue.ts';

export type StateDeps = Pick<AppDeps, 'clock' | 'ingest' | 'random'>;

type EnrolmentKind = 'enrolment.added' | 'enrolment.ended';

/** @returns why each student's fact was not accepted, null for those that were; in the order given */
export async function addToRoster(
  deps: StateDeps,
  author: User,
  ofClass: ClassRecord,
  studentUuids: readonly string[],
  from: number,
): Promise<readonly (string | null)[]> {
  const classId = asClassId(ofClass.uuid);
  return state(
    deps,
    author,
    'enrolment.added',
    studentUuids.map((uuid) => ({ classId, studentId: asUserId(uuid), from })),
  );
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
  return (await state(deps, author, 'enrolment.ended', [body]))[0] ?? null;
}

async function state<Kind extends EnrolmentKind>(
  { clock, ingest, random }: StateDeps,
  author: User,
  kind: Kind,
  bodies: readonly FactBodies[Kind][],
): Promise<readonly (string | null)[]> {
  const now = clock.now();
  const facts = bodies.map((body, counter) => ({
    id: newUuid(clock, random),
    kind,
    v: 1,
    madeAt: now,
    hlc: [now, counter],
    body,
  }));
  const { results } = await ingest.push({
    author,
    device: null,
    sentAt: now,
    receivedAt: now,
    facts,
    message: null,
    hadRoom: true,
    handOver: false,
    receipts: new Map(),
  });
  return results.map(({ outcome, reason }) => (outcome === 'accepted' ? null : (reason ?? outcome)));
}
