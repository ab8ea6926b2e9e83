/** Facts that somebody states over REST: like those of a device, made here on their behalf and given to ingest. */
import type { FactBodies, FactKind, Stamp } from '@hazri/domain';
import { nextStamp } from '@hazri/domain';
import type { FactResult } from '@hazri/sync-protocol';
import type { AppDeps } from '../app-deps.ts';
import type { User } from '../auth/accounts.ts';
import { newUuid } from '../catalogue/catalogue.ts';

export type StateDeps = Pick<AppDeps, 'clock' | 'ingest' | 'random'>;

/** What they are newer than: a device with a fast clock may have stated something of the same thing (FACT3). */
const NOTHING_BEFORE: Stamp = [0, 0];

/** @returns what became of each, in the order given @throws Overloaded */
export async function stateFacts<Kind extends FactKind>(
  { clock, ingest, random }: StateDeps,
  author: User,
  kind: Kind,
  bodies: readonly FactBodies[Kind][],
  { after = NOTHING_BEFORE, address }: { readonly after?: Stamp; readonly address?: string } = {},
): Promise<readonly FactResult[]> {
  const now = clock.now();
  let last = after;
  const facts = bodies.map((body) => {
    last = nextStamp(last, now);
    return { id: newUuid(clock, random), kind, v: 1, madeAt: now, hlc: last, body };
  });
  const { results } = await ingest.push({
    author,
    device: null,
    ...(address === undefined ? {} : { address }),
    sentAt: now,
    receivedAt: now,
    facts,
    message: null,
    hadRoom: true,
    handOver: false,
    receipts: new Map(),
  });
  return results;
}
