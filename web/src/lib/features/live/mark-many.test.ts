import { expect, test } from 'vitest';
import { markBefore } from './mark-many.ts';

const attendance = { at: null, minutesLate: 0, trust: null };

test('[ATT2] undoing goes back to the mark that stood, and else to what the scan says', () => {
  expect(markBefore({ attendance: { ...attendance, status: 'late', source: 'mark' } })).toBe('late');
  expect(markBefore({ attendance: { ...attendance, status: 'present', source: 'scan' } })).toBeNull();
  expect(markBefore({ attendance: { ...attendance, status: 'absent', source: 'completion' } })).toBeNull();
  expect(markBefore({ attendance: { ...attendance, status: 'void', source: 'mark' } })).toBeNull();
});
