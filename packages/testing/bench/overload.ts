/** More at once than the server takes: it refuses politely, and everything arrives in the end. */
import { assert } from '@hazri/domain';
import { scanOf } from './code-screen.ts';
import type { CrowdMember } from './crowd.ts';
import { sendCrowd } from './crowd.ts';
import { bodyOf, makeFact, syncBytes } from './phones.ts';

import type { Storm } from './storm-round.ts';

/** Each with a scan of its own: far more than the server lets wait. */
const CONNECTIONS = 10_000;

export interface Overload {
  readonly requests: number;
  /** Tries that were answered 503 with Retry-After. */
  readonly refusals: number;
  /** Requests that were refused at least once. */
  readonly refusedRequests: number;
  /** Until the last of them was accepted, waiting as Retry-After says. */
  readonly allAcceptedMs: number;
  /** The time that a refusal asked for is in it. */
  readonly p50Ms: number;
  readonly slowestMs: number;
}

/** @throws when a connection breaks, a refusal names no time, anything is lost, or nothing had to be refused */
export async function overload({
  product,
  phones,
  screen,
}: Pick<Storm, 'product' | 'phones' | 'screen'>): Promise<Overload> {
  const classIds = [...new Set(phones.map(({ classId }) => classId))];
  const shown = new Map(
    (await screen.open(classIds)).map((session, at) => [classIds[at] ?? '', session] as const),
  );
  const members = Array.from({ length: CONNECTIONS / phones.length }, () => phones)
    .flat()
    .map(({ phone, classId }): CrowdMember => {
      const session = shown.get(classId);
      assert(session !== undefined, 'every class has a session');
      const now = Date.now();
      const facts = [makeFact('scan', scanOf(session, now), now)];
      const first = syncBytes(phone, facts);
      let tries = 0;
      return { requests: () => [tries++ === 0 ? first : syncBytes(phone, facts)], live: null };
    });
  const { served, seconds } = await sendCrowd(product.port, members);
  for (const { answers } of served) {
    assert(bodyOf(answers[0], 200) !== null, 'every phone gets an answer in the end');
    assert(ACCEPTED.test(answers[0]?.body ?? ''), `a scan was lost: ${answers[0]?.body ?? ''}`);
  }
  const refusals = served.reduce((sum, one) => sum + one.refusals, 0);
  assert(refusals > 0, 'the burst went over the limits');
  const trips = served.map(({ roundTripMs }) => roundTripMs).toSorted((a, b) => a - b);
  return {
    requests: members.length,
    refusals,
    refusedRequests: served.filter((one) => one.refusals > 0).length,
    allAcceptedMs: seconds * 1_000,
    p50Ms: trips[Math.floor(trips.length / 2)] ?? 0,
    slowestMs: trips.at(-1) ?? 0,
  };
}

/** Of a lone fact's result. */
const ACCEPTED = /"outcome":"accepted"/;
