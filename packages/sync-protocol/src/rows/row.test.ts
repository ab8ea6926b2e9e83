import type { AttendanceInputs, SessionState } from '@hazri/domain';
import { foldAttendance } from '@hazri/domain';
import { describe, expect, test } from 'vitest';
import { OTHER_ID, ROWS } from '../testing/examples.ts';
import { parseRow, rowKey } from './row.ts';

const EXAMPLES = Object.values(ROWS);

describe('[SYNC4] rows', () => {
  test.each(EXAMPLES)('[SYNC4] $type comes out as it went in', (example) => {
    expect(parseRow(JSON.parse(JSON.stringify(example)))).toEqual(example);
    expect(parseRow({ ...example, deleted: true })).toMatchObject({ deleted: true });
  });

  test.each(EXAMPLES)(
    '[DEV6] $type of a newer server: more fields are ignored, fewer are no row',
    (example) => {
      expect(parseRow({ ...example, colour: 'blue' })).toEqual(example);
      for (const field of Object.keys(example)) {
        const { [field]: _, ...rest } = example;
        expect([field, parseRow(rest)]).toEqual([field, null]);
      }
    },
  );

  test('[DEV6] a class of an older server lacks what came later, and one of this server has it', () => {
    const later = { archivedAt: 1_795_343_970_123, lowPercent: 62.5 };
    expect(parseRow(ROWS.class)).not.toHaveProperty('archivedAt');
    expect(parseRow({ ...ROWS.class, ...later })).toEqual({ ...ROWS.class, ...later });
    expect(parseRow({ ...ROWS.class, archivedAt: null })).toMatchObject({ archivedAt: null });
    expect(parseRow({ ...ROWS.class, lowPercent: 101 })).toBeNull();
  });

  test('[DEV6] a type that this build does not know is no row, and no error', () => {
    for (const input of [
      { ...ROWS.user, type: 'badge' },
      {},
      null,
      'row',
      [],
      { type: '__proto__', rev: 1 },
    ]) {
      expect(parseRow(input)).toBeNull();
    }
  });

  test('[SYNC5] keys are one per thing, and those of a tombstone are the same', () => {
    const keyOf = (input: unknown) => {
      const row = parseRow(input);
      return row === null ? null : rowKey(row);
    };
    const keys = EXAMPLES.map(keyOf);
    expect(new Set(keys).size).toBe(EXAMPLES.length);
    expect(keys).not.toContain(null);
    expect(EXAMPLES.map((example) => keyOf({ ...example, rev: 99, deleted: true }))).toEqual(keys);
    expect(keyOf({ ...ROWS.attendance, studentId: ROWS.attendance['sessionId'] })).not.toBe(
      keyOf(ROWS.attendance),
    );
    expect(keyOf({ ...ROWS.scan, studentId: ROWS.scan['id'] })).not.toBe(keyOf(ROWS.scan));
    expect(keyOf({ ...ROWS.headcount, sessionId: OTHER_ID })).not.toBe(keyOf(ROWS.headcount));
  });
});

test('[DEV3] the rows of a session and of attendance are all that the fold needs', () => {
  const session = parseRow(ROWS.session);
  const attendance = parseRow(ROWS.attendance);
  if (session?.type !== 'session' || attendance?.type !== 'attendance') throw new Error('examples are rows');
  const state: SessionState = session;
  const { mark, scan, excused, onRoster } = attendance;
  const inputs: AttendanceInputs = { session: state, mark, scan, excused, onRoster };
  expect(foldAttendance(inputs)).toEqual({
    status: 'present',
    source: 'scan',
    at: attendance.scan?.tokenTime,
    minutesLate: 0,
    trust: 'live',
  });
});
