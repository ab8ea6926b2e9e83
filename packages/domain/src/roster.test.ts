import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ReceivedFact } from './facts.ts';
import type { EnrolmentFact } from './roster.ts';
import { countsByScan, foldEnrolment, onRosterByDate, onSessionRoster } from './roster.ts';
import { START } from './testing/evidence.ts';
import { stated } from './testing/facts.ts';
import { testId } from './testing/ids.ts';
import './testing/runs.ts';

const covering = { from: START, until: null };
const later = { from: START + 1, until: null };
const ended = { from: START - 9, until: START };

describe('[SES3] the roster of a session', () => {
  test('[SES3] enrolments covering its start', () => {
    expect(onRosterByDate(covering, START)).toBe(true);
    expect(onRosterByDate(later, START)).toBe(false);
    expect(onRosterByDate(ended, START)).toBe(false);
    expect(onRosterByDate({ ...ended, until: START + 1 }, START)).toBe(true);
  });

  test('[SES3] somebody enrolled later counts by an acceptable scan only', () => {
    expect(countsByScan(later, START)).toBe(true);
    expect(onSessionRoster(later, START, true)).toBe(true);
    expect(onSessionRoster(later, START, false)).toBe(false);
    expect(onSessionRoster(covering, START, false)).toBe(true);
  });

  test('[SES3] somebody who had left, or never was enrolled, does not count', () => {
    expect(countsByScan(ended, START)).toBe(false);
    expect(countsByScan({ from: START + 5, until: START + 5 }, START)).toBe(false);
    expect(onSessionRoster(null, START, true)).toBe(false);
  });
});

describe('[SES3] enrolment facts', () => {
  const classId = testId('class', 1);
  const studentId = testId('user', 2);
  const added = (id: number, at: number, from: number) =>
    stated('enrolment.added', { classId, studentId, from }, { id, madeAt: at });
  const left = (id: number, at: number, until: number) =>
    stated('enrolment.ended', { classId, studentId, until }, { id, madeAt: at });

  test('[SES3] added, added again, ended, added anew', () => {
    const facts = [
      added(1, 10, 100),
      added(2, 20, 50),
      added(3, 30, 70),
      left(4, 40, 200),
      added(5, 50, 300),
    ];
    const seen = facts.map((_, i) => foldEnrolment(null, facts.slice(0, i + 1)));
    expect(seen).toEqual([
      { from: 100, until: null },
      { from: 50, until: null },
      { from: 50, until: null },
      { from: 50, until: 200 },
      { from: 300, until: null },
    ]);
  });

  test('[SES3] an end without a beginning is nothing', () => {
    expect(foldEnrolment(null, [left(1, 10, 20)])).toBeNull();
    expect(foldEnrolment({ from: 5, until: null }, [left(1, 10, 20)])).toEqual({ from: 5, until: 20 });
  });

  test('[FACT1] in any order', () => {
    const one: fc.Arbitrary<ReceivedFact<EnrolmentFact>> = fc
      .tuple(fc.boolean(), fc.nat(99), fc.nat(5), fc.nat(5))
      .map(([add, id, at, date]) => (add ? added(id, at, date) : left(id, at, date)));
    const some = fc.uniqueArray(one, { maxLength: 6, selector: ({ fact }) => fact.id });
    const shuffled = some.chain((facts) =>
      fc.tuple(fc.constant(facts), fc.shuffledSubarray(facts, { minLength: facts.length })),
    );
    fc.assert(
      fc.property(shuffled, ([facts, other]) => {
        expect(foldEnrolment(null, other)).toEqual(foldEnrolment(null, facts));
      }),
    );
  });
});
