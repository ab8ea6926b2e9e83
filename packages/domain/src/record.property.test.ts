import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MarkStatus, ReceivedFact } from './facts.ts';
import { foldRecord } from './record.ts';
import { START } from './testing/evidence.ts';
import { stated } from './testing/facts.ts';
import { testId } from './testing/ids.ts';
import { RUNS } from './testing/runs.ts';
import {
  CLASS,
  GROUND,
  MINUTE,
  NONCE,
  OTHER_CLASS,
  POLICY,
  receiptText,
  shortCode,
  TIMETABLED,
  tokenText,
} from './testing/world.ts';

const SESSIONS = [TIMETABLED, testId('session', 2), testId('session', 3)] as const;

/** Small numbers on purpose: ids, sessions, students and times collide often. */
const draft = fc.record({
  kind: fc.constantFrom(
    ...([
      'opened',
      'opened',
      'scan',
      'scan',
      'scan',
      'typed',
      'typed',
      'mark',
      'completed',
      'cancelled',
      'reopened',
    ] as const),
    ...(['review', 'witness', 'shown', 'added', 'ended', 'excuse', 'decided'] as const),
  ),
  id: fc.integer({ min: 100, max: 140 }),
  author: fc.constantFrom<number>(1, 1, 1, 2, 3, 11),
  student: fc.integer({ min: 11, max: 16 }),
  device: fc.integer({ min: 1, max: 6 }),
  session: fc.constantFrom(...SESSIONS, TIMETABLED),
  classId: fc.constantFrom(CLASS, CLASS, OTHER_CLASS),
  minute: fc.nat(12),
  delay: fc.constantFrom(0, 0, 1, 60, 2_000),
  wall: fc.nat(20),
  kid: fc.constantFrom(7, 7, 7, 8, 9, 10),
  choice: fc.nat(9),
});

function factOf(d: ReturnType<typeof draft.generate>['value']): ReceivedFact {
  const at = START + d.minute * MINUTE;
  const staff = {
    id: d.id,
    madeAt: at,
    author: d.author,
    receivedAt: at + d.delay * MINUTE,
    wall: START + d.wall * MINUTE,
  };
  const own = { ...staff, author: d.student, device: d.device };
  const sessionId = d.session;
  const studentId = testId('user', d.student);
  // Some apps don't say whose scan or excuse they mean.
  const whose = d.choice % 3 === 0 ? {} : { studentId };
  const scanId = testId('fact', 100 + d.wall);
  const excuseId = testId('fact', 200 + (d.choice % 2));
  const token = tokenText(d.minute, { session: d.session, kid: d.kid, forged: d.choice === 9 });
  switch (d.kind) {
    case 'opened': {
      const body = {
        sessionId,
        classId: d.classId,
        startsAt: START + d.choice * MINUTE,
        kid: d.kid,
        clockOffsetMs: 0,
        policy: POLICY,
      };
      return stated('session.opened', { ...body, policy: { ...POLICY, twoFrames: d.choice === 8 } }, staff);
    }
    case 'completed':
      return stated('session.completed', { sessionId, at, clockOffsetMs: 0 }, staff);
    case 'reopened':
      return stated('session.reopened', { sessionId, at, clockOffsetMs: 0 }, staff);
    case 'cancelled':
      return stated('session.cancelled', { sessionId, at, reason: '' }, staff);
    case 'scan': {
      const scannedAt = at + (d.choice - 4) * MINUTE + 1;
      return stated(
        'scan',
        { tokens: [{ text: token, gapMs: 0 }], scannedAt: d.choice > 5 ? at : scannedAt, how: 'camera' },
        own,
      );
    }
    case 'typed':
      return stated(
        'scan',
        {
          classId: d.classId,
          shortCode: shortCode(START / 1000 + d.choice * 60),
          scannedAt: at,
          how: 'typed',
        },
        { ...own, author: 11 + (d.student % 2) },
      );
    case 'mark': {
      const words: readonly (MarkStatus | null)[] = ['present', 'late', 'absent', 'excused', null];
      return stated('mark', { sessionId, studentId, status: words[d.choice % 5] ?? null }, staff);
    }
    case 'review':
      return stated(
        'review',
        { scanId, ...whose, decision: d.choice % 2 === 0 ? 'accept' : 'reject' },
        staff,
      );
    case 'witness':
      return stated('witness', { receipt: receiptText(100 + d.choice, d.student, token) }, staff);
    case 'shown': {
      const nonce = d.choice % 2 === 0 ? NONCE : 'ffffffff';
      return stated(
        'codes.shown',
        {
          sessionId,
          kid: d.kid,
          clockOffsetMs: 0,
          steps: [0, 1, 2, 3, 4, 5, 6].map((n) => [START / 1000 + (d.minute + n) * 60, nonce] as const),
        },
        staff,
      );
    }
    case 'added':
      return stated('enrolment.added', { classId: d.classId, from: at, studentId }, staff);
    case 'ended':
      return stated('enrolment.ended', { classId: d.classId, studentId, until: at }, staff);
    case 'excuse':
      return stated('excuse', { excuseId, classId: d.classId, from: START, until: at, reason: 'ill' }, own);
    case 'decided':
      return stated(
        'excuse.decided',
        { excuseId, ...whose, decision: d.wall % 3 === 0 ? 'decline' : 'approve' },
        staff,
      );
  }
}

const history = fc.array(draft.map(factOf), { maxLength: 40, size: 'max' });

/** The same facts in another order, some of them again, and again with a later receipt. */
const retold = history.chain((facts) => {
  const late = facts.map((received) => ({ ...received, receivedAt: received.receivedAt + 7_777 }));
  const everything = [...facts, ...facts, ...late];
  const order = fc.array(fc.nat(), { minLength: everything.length, maxLength: everything.length });
  return fc.tuple(fc.constant(facts), order, fc.nat(everything.length)).map(([first, keys, extra]) => {
    const kept = everything.slice(0, facts.length + extra);
    const shuffled = kept.map((fact, i) => ({ fact, key: keys[i] ?? 0 })).toSorted((a, b) => a.key - b.key);
    return { facts: first, again: shuffled.map(({ fact }) => fact) };
  });
});

const deep = { numRuns: RUNS };

describe('[FACT1] the record is a function of the set of facts', () => {
  test('[FACT1] every order, with any repetition', () => {
    fc.assert(
      fc.property(retold, ({ facts, again }) => {
        expect(foldRecord(again, GROUND)).toEqual(foldRecord(facts, GROUND));
      }),
      deep,
    );
  });

  test('[FACT1] [FACT4] [SES4] facts of people who are not entitled change no attendance, whatever their ids', () => {
    const intruder = draft
      .map((d) => factOf({ ...d, author: 17 }))
      .filter(({ fact }) => {
        const { kind } = fact;
        return kind !== 'scan' && kind !== 'excuse' && kind !== 'witness';
      });
    fc.assert(
      fc.property(history, fc.array(intruder, { maxLength: 10 }), (facts, intruders) => {
        const { attendance, sessions, scans } = foldRecord([...facts, ...intruders], GROUND);
        const honest = foldRecord(facts, GROUND);
        expect({ attendance, sessions, scans }).toEqual({
          attendance: honest.attendance,
          sessions: honest.sessions,
          scans: honest.scans,
        });
      }),
      deep,
    );
  });

  test('[ATT1] [ATT5] [SES3] hangs together', () => {
    fc.assert(
      fc.property(history, (facts) => {
        const { sessions, attendance, scans } = foldRecord(facts, GROUND);
        for (const [id, people] of attendance) {
          const session = sessions.get(id);
          for (const { status, source, minutesLate } of people.values()) {
            expect(status === 'void').toBe(session?.status === 'cancelled');
            if (source === 'completion') expect(session?.status).toBe('completed');
            if (minutesLate > 0) expect(status).toBe('late');
          }
        }
        for (const { sessionId, studentId, verdict } of scans.values()) {
          if (verdict.outcome !== 'accepted' || sessionId === null) continue;
          const status = attendance.get(sessionId)?.get(studentId)?.status;
          expect(['present', 'late', 'absent', 'excused', 'void']).toContain(status);
        }
      }),
      deep,
    );
  });

  test('the histories above are worth folding: they reach every kind of answer', () => {
    const seen = new Set<string>();
    for (const facts of fc.sample(history, { numRuns: 3_000, seed: 1 })) {
      const record = foldRecord(facts, GROUND);
      for (const { verdict } of record.scans.values()) seen.add(verdict.reason ?? verdict.trust ?? '');
      for (const reason of record.refused.values()) seen.add(reason);
      for (const people of record.attendance.values())
        for (const { status } of people.values()) seen.add(status);
      if (record.waiting.size > 0) seen.add('waiting');
    }
    expect([...seen].sort()).toEqual(
      [
        ...[
          'live',
          'deferred',
          'witnessed',
          'pending_session',
          'not_enrolled',
          'token_expired',
          'token_bad_mac',
        ],
        ...['token_unknown_key', 'issuer_not_staff', 'outside_session', 'liveness_weak', 'device_shared'],
        ...[
          'clock_suspect',
          'scan_late',
          'issuer_revoked',
          'nonce_not_displayed',
          'typed_late',
          'rejected_by_staff',
        ],
        ...['short_code_wrong', 'short_code_tries', 'not_staff', 'session_conflict', 'waiting'],
        ...['present', 'late', 'absent', 'excused', 'expected', 'void'],
      ].sort(),
    );
  });
});
