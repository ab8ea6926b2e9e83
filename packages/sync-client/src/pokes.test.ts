/** Pokes and answers cross on their way: when is a pull needed, and when not? (SYNC8) */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Poke, Scope } from '@hazri/sync-protocol';
import { MAX_SCOPES } from '@hazri/sync-protocol';
import { ANYTHING, bothPokes, isNews } from './news.ts';
import { createEngine } from './run-engine.ts';
import { OTHER_EPOCH, stateScan } from './testing/harness.ts';
import {
  accepting,
  queueLock,
  scriptedTransport,
  TEST_EPOCH,
  testPorts,
  unreachable,
} from './testing/index.ts';
import type { Reply } from './testing/index.ts';

const CLASS = 'class:0193e5a0-0000-4000-8000-0000000000c1';
const OTHER_CLASS = 'class:0193e5a0-0000-4000-8000-0000000000c2';
const HELD: readonly Scope[] = ['me', CLASS];

const about = (rev: number, ...scopes: readonly Scope[]): Poke => ({
  scopes: [...scopes],
  rev,
  epoch: TEST_EPOCH,
});

/** An answer at this rev: all that was committed until then. */
function answerAt(rev: number): Reply {
  const page = { rows: [], cursor: rev, more: false };
  return accepting(() => ({ changes: { me: page, [CLASS]: page } }));
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 60; turn += 1) await Promise.resolve();
}

/** A phone that has pulled up to 20. */
async function phone(...replies: readonly Reply[]) {
  const transport = scriptedTransport(answerAt(20), ...replies, answerAt(1_000));
  const ports = testPorts(transport);
  const engine = createEngine(ports);
  await engine.sync();
  return { ports, engine, requests: () => transport.requests.length - 1, transport };
}

describe('[SYNC8] a poke', () => {
  it('about what was pulled already costs no request', async () => {
    const { engine, requests } = await phone();
    for (const rev of [0, 19, 20]) {
      engine.poked(about(rev, 'me', CLASS));
      await settle();
    }
    expect(requests()).toBe(0);
    expect(engine.state.phase).toBe('idle');
  });

  const NEWS: readonly (readonly [string, Poke])[] = [
    ['a rev beyond the cursor', about(21, 'me')],
    ['a rev beyond the cursor of one of its scopes', about(21, CLASS, 'me')],
    ['a scope that isn’t held', about(3, OTHER_CLASS)],
    ['another life of the server', { ...about(3, 'me'), epoch: OTHER_EPOCH }],
    ['no rev, from an older server', { scopes: ['me'] }],
    ['no epoch', { scopes: ['me'], rev: 3 }],
    ['anything', ANYTHING],
  ];
  it.each(NEWS)('about %s is pulled', async (_what, poke) => {
    const { engine, requests } = await phone();
    engine.poked(poke);
    await settle();
    expect(requests()).toBe(1);
  });

  it('sends what waits, too', async () => {
    const { ports, engine, transport } = await phone();
    await stateScan(ports);
    engine.poked(about(20, 'me'));
    await settle();
    expect(transport.requests[1]?.facts).toHaveLength(1);
  });

  it('before the first sync is pulled', async () => {
    const transport = scriptedTransport(answerAt(20));
    const engine = createEngine(testPorts(transport));
    engine.poked(about(0, 'me'));
    await settle();
    expect(transport.requests).toHaveLength(1);
  });
});

describe('[SYNC8] a poke that overtakes the answer to a push', () => {
  async function pushing(answered: Reply) {
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const made = await phone(async (request) => {
      await held;
      return answered(request);
    });
    await stateScan(made.ports);
    made.engine.want('hint');
    await settle();
    return {
      ...made,
      answer: async () => {
        letGo();
        await settle();
      },
    };
  }

  it('costs nothing when the answer brings what it is about: one scan, one request', async () => {
    const { engine, requests, answer } = await pushing(answerAt(31));
    engine.poked(about(31, 'me'));
    await answer();
    expect(requests()).toBe(1);
    expect(engine.state.phase).toBe('idle');
  });

  it('is pulled after it when it tells of something later, whichever of several said so', async () => {
    for (const revs of [
      [32, 31],
      [31, 32],
    ]) {
      const { engine, requests, answer } = await pushing(answerAt(31));
      for (const rev of revs) engine.poked(about(rev, 'me'));
      await answer();
      expect(requests()).toBe(2);
    }
  });

  it('is pulled after it once, however many there were', async () => {
    const { engine, requests, answer } = await pushing(answerAt(31));
    for (let rev = 32; rev < 60; rev += 1) engine.poked(about(rev, 'me', CLASS));
    await answer();
    expect(requests()).toBe(2);
  });

  it('is pulled by the retry when the answer is lost', async () => {
    const { ports, engine, requests, answer } = await pushing(unreachable);
    engine.poked(about(31, 'me'));
    await answer();
    expect([requests(), engine.state.phase]).toEqual([1, 'backoff']);
    ports.clock.advance(1_000);
    await settle();
    expect([requests(), engine.state.phase]).toEqual([2, 'idle']);
  });

  it('costs another page of the same phone nothing: it looks after its turn has come', async () => {
    const lock = queueLock();
    const transport = scriptedTransport(answerAt(20), answerAt(31));
    const ports = testPorts(transport, { lock });
    const pages = [createEngine(ports), createEngine(ports)];
    await pages[0]?.sync();
    for (const page of pages) page.poked(about(31, 'me'));
    await settle();
    expect(transport.requests).toHaveLength(2);
    expect(pages.map(({ state }) => state.phase)).toEqual(['idle', 'idle']);
  });
});

describe('[SYNC8] two pokes as one', () => {
  it('are news whenever one of them is', () => {
    const scope = fc.constantFrom<Scope>('me', CLASS, OTHER_CLASS);
    const poke: fc.Arbitrary<Poke> = fc.record(
      {
        scopes: fc.uniqueArray(scope),
        rev: fc.nat(5),
        epoch: fc.constantFrom(TEST_EPOCH, OTHER_EPOCH),
      },
      { requiredKeys: ['scopes'] },
    );
    const cursors = fc.dictionary(scope, fc.nat(5));
    fc.assert(
      fc.property(poke, poke, cursors, (first, second, held) => {
        const here = { epoch: TEST_EPOCH, cursors: held };
        if (isNews(first, here) || isNews(second, here))
          expect(isNews(bothPokes(first, second), here)).toBe(true);
      }),
    );
  });

  it('name no more scopes than a device holds', () => {
    const many = (from: number) =>
      about(
        1,
        ...Array.from({ length: MAX_SCOPES }, (_, n): Scope => `class:${String(from + n).padStart(36, '0')}`),
      );
    expect(bothPokes(many(0), many(1))).toEqual(ANYTHING);
    expect(bothPokes(many(0), many(0)).scopes).toHaveLength(MAX_SCOPES);
  });
});

type Step =
  { readonly do: 'commit'; readonly scope: Scope } | { readonly do: 'hear' | 'want' | 'answer' | 'lose' };

it('[SYNC8] whatever crosses: once all pokes are heard and all answers are there, nothing is missing', async () => {
  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.constantFrom<Scope>(...HELD).map((scope): Step => ({ do: 'commit', scope })),
    fc.constantFrom('hear', 'want', 'answer', 'lose').map((what): Step => ({ do: what })),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      let rev = 1;
      const changedAt = new Map<Scope, number>(HELD.map((scope) => [scope, rev]));
      const unheard: Poke[] = [];
      const asked: ((isLost: boolean) => void)[] = [];
      // What the answer tells is read when the request arrives; on its way back everything may happen.
      const transport = scriptedTransport(async (request) => {
        const answer = answerAt(rev);
        const isLost = await new Promise<boolean>((resolve) => asked.push(resolve));
        return isLost ? unreachable(request) : answer(request);
      });
      const ports = testPorts(transport);
      const engine = createEngine(ports);
      engine.want('now');
      const play = async (each: Step): Promise<void> => {
        if (each.do === 'commit') {
          rev += 1;
          changedAt.set(each.scope, rev);
          unheard.push(about(rev, each.scope));
        } else if (each.do === 'hear') {
          const poke = unheard.shift();
          if (poke) engine.poked(poke);
        } else if (each.do === 'want') engine.want('hint');
        else asked.shift()?.(each.do === 'lose');
        await settle();
      };
      for (const each of steps) await play(each);
      while (unheard.length > 0) await play({ do: 'hear' });
      for (let round = 0; round < 5; round += 1) {
        ports.clock.advance(5 * 60_000);
        await play({ do: 'answer' });
      }
      const { cursors } = await ports.store.readProgress();
      for (const [scope, at] of changedAt) expect(cursors[scope]).toBeGreaterThanOrEqual(at);
      expect(engine.state.phase).toBe('idle');
    }),
    { numRuns: 300 },
  );
});
