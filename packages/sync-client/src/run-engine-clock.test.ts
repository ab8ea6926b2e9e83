/** What the engine learns of the device’s clock, and what facts say of it. */
import { describe, expect, it } from 'vitest';
import type { Stamp } from '@hazri/domain';
import { compareStamps, DEFAULT_POLICY } from '@hazri/domain';
import { offsetMs } from './device-clock.ts';
import { createEngine } from './run-engine.ts';
import { harness, newId, stateMark } from './testing/harness.ts';
import { accepting, fakeClock, scriptedTransport, testPorts } from './testing/index.ts';

/** Ahead of the clock of the tests, by no more than is believed. */
const LATER: Stamp = [fakeClock().deviceNow() + 60_000, 4];

describe('the clock', () => {
  it('[TIME2] learns the offset from the exchange and keeps the best sample', async () => {
    const clock = fakeClock();
    const slow = 4_000;
    const fast = 40;
    let latency = fast;
    const transport = scriptedTransport((request) => {
      clock.advance(latency);
      const reply = accepting(() => ({ serverTime: request.sentAt + 3_600_000 + latency / 2 }))(request);
      clock.advance(0);
      return reply;
    });
    const ports = testPorts(transport, { clock });
    const engine = createEngine(ports);
    await engine.sync();
    expect(offsetMs((await ports.store.readProgress()).clock)).toBe(3_600_000);
    latency = slow;
    await engine.sync();
    expect((await ports.store.readProgress()).clock.best).toMatchObject({
      offsetMs: 3_600_000,
      errorMs: fast / 2,
    });
  });

  it('[TIME2] says so on facts made after the wall clock went backwards, until the next exchange', async () => {
    const { ports, engine, clock } = harness(accepting());
    await engine.sync();
    expect((await stateMark(ports)).clockJumped).toBeUndefined();
    clock.setWall(clock.deviceNow() - 3_600_000);
    expect((await stateMark(ports)).clockJumped).toBe(true);
    expect((await stateMark(ports)).clockJumped).toBe(true);
    await engine.sync();
    expect((await stateMark(ports)).clockJumped).toBeUndefined();
  });

  it('[TIME2] a long gap alone is no jump', async () => {
    const { ports, engine, clock } = harness(accepting());
    await engine.sync();
    clock.advance(3 * 86_400_000);
    expect((await stateMark(ports)).clockJumped).toBeUndefined();
  });

  it('[FACT3] stamps keep growing when the clock is set back', async () => {
    const { ports, clock } = harness(accepting());
    const before = await stateMark(ports);
    clock.setWall(clock.deviceNow() - 86_400_000);
    const after = await stateMark(ports);
    expect(after.hlc[0]).toBe(before.hlc[0]);
    expect(after.hlc[1]).toBeGreaterThan(before.hlc[1]);
    expect(after.madeAt).toBeLessThan(before.madeAt);
  });

  const OF_CLASS = { rev: 3, sessionId: newId(2), classId: newId(5) };
  const OF_STUDENT = { ...OF_CLASS, studentId: newId(3) };
  const STAMPED = { stamp: LATER, factId: newId(4) };
  const SEEN: readonly (readonly [string, object])[] = [
    [
      'mark',
      {
        ...OF_STUDENT,
        type: 'attendance',
        status: 'absent',
        source: 'mark',
        at: null,
        minutesLate: 0,
        trust: null,
        needsReview: false,
        mark: { ...STAMPED, status: 'absent' },
        scan: null,
        excused: false,
        onRoster: true,
      },
    ],
    [
      'change of a session',
      {
        ...OF_CLASS,
        type: 'session',
        id: newId(2),
        status: 'completed',
        startsAt: LATER[0],
        endsAt: null,
        openedAt: null,
        closedAt: null,
        room: null,
        title: null,
        policy: DEFAULT_POLICY,
        lifecycle: STAMPED,
      },
    ],
    ['headcount', { ...OF_CLASS, type: 'headcount', count: 3, stamp: LATER }],
    [
      'decision',
      {
        ...OF_STUDENT,
        type: 'request',
        id: newId(6),
        kind: 'appeal',
        from: null,
        until: null,
        reason: '',
        receivedAt: LATER[0],
        decision: 'decline',
        note: null,
        stamp: LATER,
        student: null,
      },
    ],
  ];
  it.each(SEEN)('[FACT3] a fact made after a later %s was seen is newer than it', async (_what, row) => {
    const { ports, engine } = harness(
      accepting(() => ({ changes: { me: { rows: [{ ...row }], cursor: 3, more: false } } })),
    );
    expect(compareStamps((await stateMark(ports)).hlc, LATER)).toBeLessThan(0);
    await engine.sync();
    expect(compareStamps((await stateMark(ports)).hlc, LATER)).toBeGreaterThan(0);
  });

  it.each(SEEN)('[TIME5] also if the app ends between showing the %s and the rest', async (_what, row) => {
    const { ports, engine, store } = harness(
      accepting(() => ({ changes: { me: { rows: [{ ...row }], cursor: 3, more: false } } })),
    );
    const settle = store.settle.bind(store);
    const applyChanges = store.applyChanges.bind(store);
    let isShown = false;
    Object.assign(store, {
      applyChanges: async (changes: Parameters<typeof applyChanges>[0]) => {
        await applyChanges(changes);
        isShown = true;
      },
      settle: async (settlement: Parameters<typeof settle>[0]) => {
        if (isShown) throw new Error('the app is gone');
        await settle(settlement);
      },
    });
    await engine.sync();
    expect(engine.state.trouble).toBe('storage');
    expect(compareStamps((await stateMark(ports)).hlc, LATER)).toBeGreaterThan(0);
  });
});
