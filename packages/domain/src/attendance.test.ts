import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changedAfterCompletion, foldAttendance, takeMark, takeScan } from './attendance.ts';
import type { AttendanceInputs } from './attendance-types.ts';
import { SESSION, START } from './testing/evidence.ts';
import { testId } from './testing/ids.ts';
import './testing/runs.ts';

const MINUTE = 60_000;
const { lateAfterMs } = SESSION.policy;
const NOTHING: AttendanceInputs = {
  session: SESSION,
  mark: null,
  scan: null,
  excused: false,
  onRoster: true,
};
const COMPLETED = { ...SESSION, status: 'completed' } as const;
const CANCELLED = { ...SESSION, status: 'cancelled' } as const;
const scan = (tokenTime: number) => ({ tokenTime, trust: 'live' }) as const;
const mark = (status: 'present' | 'late' | 'absent' | 'excused' | null, wall = START, n = 1) => ({
  status,
  stamp: [wall, 0] as const,
  factId: testId('fact', n),
});

function status(changes: Partial<AttendanceInputs>): string {
  const { status: word, source } = foldAttendance({ ...NOTHING, ...changes });
  return `${word} ${source}`;
}

describe('[ATT1]–[ATT6] first match wins', () => {
  test('[ATT1] a cancelled session is void, whatever else is known', () => {
    expect(status({ session: CANCELLED, mark: mark('present'), scan: scan(START), excused: true })).toBe(
      'void none',
    );
  });

  test('[ATT2] the mark stands over scan, excuse and completion', () => {
    const other = { session: COMPLETED, scan: scan(START), excused: true };
    expect(status({ ...other, mark: mark('absent') })).toBe('absent mark');
    expect(foldAttendance({ ...NOTHING, mark: mark('present', START + 5) })).toEqual({
      status: 'present',
      source: 'mark',
      at: START + 5,
      minutesLate: 0,
      trust: null,
    });
  });

  test('[ATT2] a mark that clears uncovers what is beneath', () => {
    expect(status({ mark: mark(null), scan: scan(START) })).toBe('present scan');
    expect(status({ mark: mark(null), session: COMPLETED })).toBe('absent completion');
  });

  test('[ATT2] marked late: the minutes of the scan, if there is one', () => {
    const late = foldAttendance({ ...NOTHING, mark: mark('late'), scan: scan(START + 4 * MINUTE + 59_999) });
    expect(late.minutesLate).toBe(4);
    expect(foldAttendance({ ...NOTHING, mark: mark('late') }).minutesLate).toBe(0);
    expect(foldAttendance({ ...NOTHING, mark: mark('late'), scan: scan(START - MINUTE) }).minutesLate).toBe(
      0,
    );
  });

  test('[ATT3] late only after startsAt + lateAfter, with whole minutes', () => {
    const at = (tokenTime: number) => {
      const { status: word, minutesLate } = foldAttendance({ ...NOTHING, scan: scan(tokenTime) });
      return [word, minutesLate];
    };
    expect(at(START - 10 * MINUTE)).toEqual(['present', 0]);
    expect(at(START + lateAfterMs)).toEqual(['present', 0]);
    expect(at(START + lateAfterMs + 1)).toEqual(['late', 5]);
    expect(at(START + 7 * MINUTE + 59_999)).toEqual(['late', 7]);
  });

  test('[ATT3] carries token time and trust', () => {
    const given = { ...NOTHING, scan: { tokenTime: START + 1, trust: 'witnessed' } } as const;
    expect(foldAttendance(given)).toMatchObject({ at: START + 1, trust: 'witnessed' });
  });

  test('[ATT4] an approved excuse, unless there is a scan', () => {
    expect(status({ excused: true, session: COMPLETED })).toBe('excused excuse');
    expect(status({ excused: true, scan: scan(START) })).toBe('present scan');
  });

  test('[ATT5] completed and on the roster: absent', () => {
    expect(status({ session: COMPLETED })).toBe('absent completion');
    expect(status({ session: COMPLETED, onRoster: false })).toBe('expected none');
  });

  test('[ATT6] undecided', () => {
    expect(status({})).toBe('expected none');
    expect(status({ session: { ...SESSION, status: 'scheduled' } })).toBe('expected none');
  });
});

describe('[ATT7] after completion', () => {
  const before = foldAttendance({ ...NOTHING, session: COMPLETED });

  test('[ATT7] a scan turns absent into present or late, and somebody is told', () => {
    const after = foldAttendance(takeScan({ ...NOTHING, session: COMPLETED }, scan(START + 9 * MINUTE)));
    expect(after.status).toBe('late');
    expect(changedAfterCompletion(before, after)).toBe(true);
  });

  test('[ATT7] marks, reopening and scans before completion tell nobody', () => {
    const marked = foldAttendance(takeMark({ ...NOTHING, session: COMPLETED }, mark('present')));
    expect(changedAfterCompletion(before, marked)).toBe(false);
    expect(changedAfterCompletion(before, foldAttendance(NOTHING))).toBe(false);
    expect(
      changedAfterCompletion(foldAttendance(NOTHING), foldAttendance({ ...NOTHING, scan: scan(START) })),
    ).toBe(false);
    expect(changedAfterCompletion(before, before)).toBe(false);
  });
});

describe('[FACT1] taking marks and scans one by one', () => {
  const anyScan = fc.record({
    tokenTime: fc.integer({ min: START, max: START + 4 }),
    trust: fc.constantFrom('live', 'deferred', 'witnessed'),
  });
  const anyMark = fc
    .tuple(fc.constantFrom('present', 'absent', null), fc.nat(4), fc.nat(50))
    .map(([word, wall, n]) => mark(word, wall, n));
  const one = fc.oneof(
    anyScan.map((value) => ({
      take: (inputs: AttendanceInputs) => takeScan(inputs, value),
      key: JSON.stringify(value),
    })),
    anyMark.map((value) => ({
      take: (inputs: AttendanceInputs) => takeMark(inputs, value),
      key: value.factId,
    })),
  );

  test('[FACT1] order and repetition do not matter', () => {
    const shuffled = fc
      .uniqueArray(one, { maxLength: 8, selector: ({ key }) => key })
      .chain((all) =>
        fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: 2 * all.length })),
      );
    fc.assert(
      fc.property(shuffled, ([all, again]) => {
        const take = (steps: typeof all) => steps.reduce((inputs, { take: next }) => next(inputs), NOTHING);
        expect(take(again)).toEqual(take(all));
      }),
    );
  });

  test('[ATT3] the earliest token stands; at the same time the stronger trust', () => {
    const inputs = takeScan(takeScan(NOTHING, scan(START + 5)), { tokenTime: START + 5, trust: 'witnessed' });
    expect(inputs.scan).toEqual({ tokenTime: START + 5, trust: 'witnessed' });
    expect(takeScan(inputs, { tokenTime: START + 4, trust: 'deferred' }).scan?.trust).toBe('deferred');
    expect(takeScan(inputs, { tokenTime: START + 6, trust: 'witnessed' })).toBe(inputs);
  });
});
