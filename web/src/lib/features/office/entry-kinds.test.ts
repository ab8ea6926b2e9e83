import { describe, expect, it } from 'vitest';
import { bodyOf, ENTRY_KINDS, isAway, linesOf, missingIn, NOTHING_TYPED, typedOf } from './entry-kinds.ts';

const course = { id: 'c', code: 'CS1', title: '<b>Nets</b>', departmentId: null, archivedAt: null };
const term = { id: 't', name: 'Odd', startsOn: '2026-07-01', endsOn: '2026-12-01', archivedAt: 5 };
const day = { id: 'h', name: 'Diwali', startsOn: '2026-11-08', endsOn: '2026-11-08' };

describe('an entry of the office', () => {
  it('is edited as it is and sent with its own fields only', () => {
    expect(bodyOf(ENTRY_KINDS.courses, typedOf(course))).toEqual({
      code: 'CS1',
      title: '<b>Nets</b>',
      departmentId: null,
    });
    expect(bodyOf(ENTRY_KINDS.terms, { ...typedOf(term), name: ' Even ' })).toEqual({
      name: 'Even',
      startsOn: '2026-07-01',
      endsOn: '2026-12-01',
    });
  });

  it('names what is missing before the server must', () => {
    expect(missingIn(ENTRY_KINDS.terms, NOTHING_TYPED).map(({ path }) => path)).toEqual([
      'name',
      'startsOn',
      'endsOn',
    ]);
    expect(missingIn(ENTRY_KINDS.courses, typedOf(course))).toEqual([]);
    expect(missingIn(ENTRY_KINDS.courses, { ...typedOf(course), code: '  ' })).toEqual([
      { path: 'code', code: 'required' },
    ]);
  });

  it('reads as one line, a single day once', () => {
    expect(linesOf(course).name).toBe('CS1 · <b>Nets</b>');
    expect(linesOf(term).more).toMatch(/1 Jul 2026 – 1 Dec 2026/);
    expect(linesOf(day).more).toBe('8 Nov 2026');
    expect([course, term, day].map(isAway)).toEqual([false, true, false]);
  });
});
