/** In which order, how often and together with what do facts reach the server? */
import type { Contact, DeviceId, ReceivedFact, UserId } from '@hazri/domain';
import { factKey } from '@hazri/domain';
import type { DemoRandom } from '../../demo/demo-random.ts';
import { MONDAY_TEN } from '../server-world.ts';
import type { World } from '../server-world.ts';
import type { Stated } from './random-history.ts';

const MINUTE_MS = 60_000;

export interface Delivery {
  readonly received: readonly ReceivedFact[];
  readonly contacts: ReadonlyMap<string, readonly Contact[]>;
}

/** Hands the facts over in random order, some twice, some together; returns what the server observed. */
export async function deliver(
  world: World,
  random: DemoRandom,
  stated: readonly Stated[],
  run: number,
): Promise<Delivery> {
  const { ingest } = world.server.deps;
  const shuffled = stated
    .map((item) => ({
      item,
      place:
        random.fraction() < 0.5
          ? item.fact.madeAt - item.by.skewMs - MONDAY_TEN
          : random.fraction() * 40 * MINUTE_MS,
    }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ item }) => item);
  const received = new Map<string, ReceivedFact>();
  const contacts = new Map<string, Contact[]>();
  let now = MONDAY_TEN;
  let under: Promise<unknown>[] = [];
  for (const [index, { by, fact }] of shuffled.entries()) {
    now = Math.max(
      now + 1 + Math.floor(random.fraction() * 20_000),
      random.fraction() < 0.5 ? fact.madeAt - by.skewMs : 0,
    );
    const repeated =
      random.fraction() < 0.2
        ? shuffled
            .slice(0, index)
            .filter((other) => other.by === by)
            .slice(0, 1)
        : [];
    const facts = [fact, ...repeated.map((other) => other.fact)];
    const sentAt = now + by.skewMs + (random.fraction() < 0.05 ? 40_000 : 0);
    under.push(
      ingest.push({
        author: by.user,
        device: by.device,
        sentAt,
        receivedAt: now,
        facts,
        message: { id: `${run} ${index}`, mono: now },
        hadRoom: true,
        handOver: false,
        receipts: new Map(),
      }),
    );
    const uuid = by.device.uuid;
    contacts.set(uuid, [
      ...(contacts.get(uuid) ?? []),
      { sentAt, receivedAt: now, answered: true, hadRoom: true },
    ]);
    received.set(factKey(by.user.uuid as UserId, fact.id), {
      fact,
      author: by.user.uuid as UserId,
      device: uuid as DeviceId,
      receivedAt: now,
      sentAt,
    });
    if (random.fraction() < 0.5) {
      await Promise.all(under);
      under = [];
    }
  }
  await Promise.all(under);
  return { received: [...received.values()], contacts };
}
