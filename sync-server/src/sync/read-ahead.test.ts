import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { World } from '../testing/server-world.ts';
import { newId, startWorld } from '../testing/server-world.ts';
import type { Exchange } from './exchange.ts';
import { inSteps } from './in-steps.ts';

/** As many as one flush takes, so that the next push has to wait. */
const FULL_FLUSH = 1_000;

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const unknown = () => ({ id: newId(world), kind: 'hologram', v: 1, madeAt: 1, hlc: [1, 0], body: {} });

function pushOf(facts: readonly unknown[]): Exchange {
  return {
    author: world.people.professor,
    device: null,
    sentAt: 0,
    receivedAt: 0,
    facts,
    message: null,
    hadRoom: true,
    handOver: false,
    receipts: new Map(),
  };
}

test('[SYNC3] while a flush waits for the disk the facts of the next one are read, and each once', async () => {
  const { committer, ingest } = world.server.deps;
  const commit = committer.commit.bind(committer);
  const { promise: released, resolve: release } = Promise.withResolvers<undefined>();
  const { promise: begun, resolve: begin } = Promise.withResolvers<undefined>();
  Object.assign(committer, {
    commit: async (statements: Parameters<typeof commit>[0]) => {
      begin(undefined);
      await released;
      return commit(statements);
    },
  });
  let readings = 0;
  const watched = new Proxy(unknown(), {
    get: (fact, key): unknown => {
      if (key === 'kind') readings += 1;
      return Reflect.get(fact, key);
    },
  });
  const first = ingest.push(pushOf(Array.from({ length: FULL_FLUSH }, unknown)));
  const second = ingest.push(pushOf([watched]));
  await begun;
  while (readings === 0) await turn();
  const untilRead = readings;
  release(undefined);
  expect((await first).results).toHaveLength(FULL_FLUSH);
  expect((await second).results).toMatchObject([{ id: watched.id, outcome: 'set_aside' }]);
  expect(readings).toBe(untilRead);
});

test('[SYNC1] a commit that fails answers no push of its flush, and leaves the next one as it is', async () => {
  const { committer, ingest } = world.server.deps;
  const commit = committer.commit.bind(committer);
  const fault = new Error('the disk is full');
  Object.assign(committer, { commit: () => Promise.reject(fault) });
  const [first, second] = [unknown(), unknown()];
  const failed = await Promise.allSettled([ingest.push(pushOf([first])), ingest.push(pushOf([second]))]);
  expect(failed).toEqual([first, second].map(() => ({ status: 'rejected', reason: fault })));
  Object.assign(committer, { commit });
  // Nothing of it is taken for stored.
  expect((await ingest.push(pushOf([first]))).results).toMatchObject([{ outcome: 'set_aside' }]);
});

test('work in steps takes turns with everything else, until it is done or ended', async () => {
  const order: string[] = [];
  inSteps(() => order.push('a') < 5);
  const end = inSteps(() => order.push('b') > 0);
  await turn();
  await turn();
  end();
  for (let left = 5; left > 0; left -= 1) await turn();
  expect(order).toEqual(['a', 'b', 'a', 'b', 'a']);
});
