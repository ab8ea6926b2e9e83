import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SessionState } from './attendance-types.ts';
import type { ReceivedFact, SessionOpenedBody } from './facts.ts';
import { DEFAULT_POLICY } from './policy.ts';
import type { LifecycleFact } from './session.ts';
import { bindingClass, foldSession, isSessionConflict, mayOpen } from './session.ts';
import { SESSION, START } from './testing/evidence.ts';
import { stated } from './testing/facts.ts';
import { testId } from './testing/ids.ts';
import './testing/runs.ts';

const MINUTE = 60_000;
const SCHEDULED: SessionState = {
  ...SESSION,
  status: 'scheduled',
  openedAt: null,
  lifecycle: null,
  room: 'B 12',
};
const sessionId = SESSION.id;

function opened(id: number, at: number, body: Partial<SessionOpenedBody> = {}, received = at) {
  const { classId, policy } = SESSION;
  const whole = { sessionId, classId, startsAt: START, kid: 7, clockOffsetMs: 0, policy, ...body };
  return stated('session.opened', whole, { id, madeAt: at, receivedAt: received });
}

function moved(kind: 'session.completed' | 'session.reopened', id: number, at: number, clockOffsetMs = 0) {
  return stated(
    kind,
    { sessionId, at, clockOffsetMs },
    { id, madeAt: at, receivedAt: at + clockOffsetMs + 10 * MINUTE },
  );
}

function cancelled(id: number, at: number) {
  return stated('session.cancelled', { sessionId, at, reason: 'ill' }, { id, madeAt: at });
}

const completed = (id: number, at: number) => moved('session.completed', id, at);
const reopened = (id: number, at: number) => moved('session.reopened', id, at);

describe('[SES1] lifecycle', () => {
  test('[SES1] the reason is that of the cancellation that is the state, and goes with it', () => {
    const base = foldSession(null, [opened(1, START), cancelled(2, START + MINUTE)]);
    expect(base?.cancelReason).toBe('ill');
    const again = foldSession(base, [reopened(3, START + 2 * MINUTE)]);
    expect([again?.status, again?.cancelReason]).toEqual(['active', undefined]);
    // What a device states late, and older than what the server folded, takes no reason away.
    expect(foldSession(base, [completed(4, START)])?.cancelReason).toBe('ill');
  });

  test('[SES1] scheduled → active → completed → active → cancelled', () => {
    const steps = [
      opened(1, START),
      completed(2, START + 50 * MINUTE),
      reopened(3, START + 51 * MINUTE),
      cancelled(4, START + 52 * MINUTE),
    ];
    const seen = steps.map((_, i) => foldSession(SCHEDULED, steps.slice(0, i + 1))?.status);
    expect([foldSession(SCHEDULED, [])?.status, ...seen]).toEqual([
      'scheduled',
      'active',
      'completed',
      'active',
      'cancelled',
    ]);
  });

  test('[SES1] the greatest stamp decides, then the larger id', () => {
    const facts = [completed(2, START), opened(3, START), cancelled(1, START)];
    expect(foldSession(SCHEDULED, facts)).toMatchObject({
      status: 'active',
      lifecycle: { stamp: [START, 0], factId: testId('fact', 3) },
    });
  });

  test('[FACT3] a completion stamped a year ahead yields to a reopening ten minutes later', () => {
    const year = 365 * 24 * 60 * MINUTE;
    const fast = stated(
      'session.completed',
      { sessionId, at: START + year, clockOffsetMs: -year },
      {
        id: 2,
        madeAt: START + year,
        receivedAt: START,
      },
    );
    expect(foldSession(SCHEDULED, [fast, reopened(3, START + 10 * MINUTE)])?.status).toBe('active');
    expect(foldSession(SCHEDULED, [fast, reopened(3, START + 4 * MINUTE)])?.status).toBe('completed');
  });
});

describe('[SES2] early opening', () => {
  test('[SES2] up to 15 min before', () => {
    expect(mayOpen(START, START - 15 * MINUTE)).toBe(true);
    expect(mayOpen(START, START - 15 * MINUTE - 1)).toBe(false);
  });
});

describe('[SES5] reopening', () => {
  test('[SES5] takes back the closing time', () => {
    const before = foldSession(SCHEDULED, [opened(1, START)]);
    const after = foldSession(SCHEDULED, [opened(1, START), completed(2, START + 1), reopened(3, START + 2)]);
    expect(after).toEqual({ ...before, lifecycle: { stamp: [START + 2, 0], factId: testId('fact', 3) } });
  });
});

describe('[SES6] the same session on two devices', () => {
  const early = opened(2, START - MINUTE, { startsAt: START - 1, room: 'A 1' }, START + 90 * MINUTE);
  const late = opened(1, START + MINUTE, {
    startsAt: START + 1,
    policy: { ...DEFAULT_POLICY, twoFrames: false },
  });

  test('[SES6] the smallest stamp gives startsAt and policy, whoever arrived first', () => {
    const state = foldSession(SCHEDULED, [late, early]);
    expect(state).toMatchObject({
      startsAt: START - 1,
      room: 'A 1',
      policy: DEFAULT_POLICY,
      openedAt: START - MINUTE,
    });
    expect(foldSession(SCHEDULED, [late])).toMatchObject({ startsAt: START + 1, room: 'B 12' });
  });

  test('[SES6] the class received first binds; another is a conflict', () => {
    const foreign = opened(0, START - 5 * MINUTE, { classId: testId('class', 2) }, START + 91 * MINUTE);
    expect(foldSession(null, [foreign, early])?.classId).toBe(SESSION.classId);
    expect(foldSession(null, [foreign, early])?.startsAt).toBe(START - 1);
    expect(isSessionConflict(foreign.fact, SESSION.classId)).toBe(true);
    expect(bindingClass(null, [foreign])).toBe(testId('class', 2));
  });

  test('[SES6] received in the same millisecond: the smaller id binds', () => {
    const a = opened(8, START, { classId: testId('class', 8) });
    const b = opened(9, START, { classId: testId('class', 9) });
    expect([bindingClass(null, [a, b]), bindingClass(null, [b, a])]).toEqual([
      a.fact.body.classId,
      a.fact.body.classId,
    ]);
  });

  test('[SES6] the timetable binds before anybody', () => {
    const foreign = opened(3, START, { classId: testId('class', 2) });
    expect(foldSession(SCHEDULED, [foreign])).toEqual(SCHEDULED);
  });

  test('[FACT5] nothing is known of an ad hoc session before its opening', () => {
    expect(foldSession(null, [completed(2, START), cancelled(3, START)])).toBeNull();
  });
});

describe('[TIME4] when it was opened and closed', () => {
  test('[TIME4] the device clock plus the offset it states', () => {
    const slow = opened(1, START - 3_600_000, { clockOffsetMs: 3_600_000 }, START + 5 * MINUTE);
    const state = foldSession(SCHEDULED, [slow, moved('session.completed', 2, START - 3_000_000, 3_600_000)]);
    expect(state).toMatchObject({ openedAt: START, closedAt: START + 600_000 });
  });

  test('[TIME3] a cancellation states no offset and is corrected by its age', () => {
    const fact = stated(
      'session.cancelled',
      { sessionId, at: 1_000, reason: '' },
      {
        id: 2,
        madeAt: 1_000,
        sentAt: 61_000,
        receivedAt: START,
      },
    );
    expect(foldSession(SCHEDULED, [fact])?.closedAt).toBe(START - MINUTE);
  });

  test('[TIME4] never later than the receipt', () => {
    expect(foldSession(SCHEDULED, [opened(1, START, { clockOffsetMs: 10 ** 9 })])?.openedAt).toBe(START);
  });
});

describe('[FACT1] the same for every order and repetition', () => {
  const lifecycle: fc.Arbitrary<ReceivedFact<LifecycleFact>> = fc
    .record({
      kind: fc.constantFrom('opened', 'completed', 'reopened', 'cancelled'),
      id: fc.integer({ min: 1, max: 999 }),
      minute: fc.nat(9),
      classId: fc.constantFrom(testId('class', 1), testId('class', 2)),
      received: fc.nat(30),
    })
    .map(({ kind, id, minute, classId, received }) => {
      const at = START + minute * MINUTE;
      if (kind === 'opened') {
        return opened(id, at, { classId, startsAt: START + id }, START + received * MINUTE);
      }
      if (kind === 'cancelled') return cancelled(id, at);
      return moved(kind === 'completed' ? 'session.completed' : 'session.reopened', id, at);
    });
  const some = fc.uniqueArray(lifecycle, { maxLength: 8, selector: ({ fact }) => fact.id });

  test('[FACT1] order and duplicates', () => {
    const shuffled = some.chain((facts) =>
      fc.tuple(
        fc.constant(facts),
        fc.shuffledSubarray([...facts, ...facts], { minLength: 2 * facts.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, fc.constantFrom(null, SCHEDULED), ([facts, again], base) => {
        expect(foldSession(base, again)).toEqual(foldSession(base, facts));
      }),
    );
  });

  test('[FACT1] a device that folds its own facts over the server’s row gets the state of all of them', () => {
    fc.assert(
      fc.property(some, fc.nat(8), (facts, cut) => {
        const [first, own] = [facts.slice(0, cut), facts.slice(cut)];
        const ofClass = (facts: typeof own) =>
          facts.filter(({ fact }) => !isSessionConflict(fact, SESSION.classId));
        const row = foldSession(SCHEDULED, ofClass(first));
        const whole = foldSession(SCHEDULED, ofClass([...first, ...own]));
        const onTop = foldSession(row, ofClass(own));
        const known = ({ status, openedAt, closedAt, lifecycle: last }: SessionState) => ({
          status,
          openedAt,
          closedAt,
          last,
        });
        expect(onTop && known(onTop)).toEqual(whole && known(whole));
      }),
    );
  });
});
