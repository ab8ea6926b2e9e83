import { describe, expect, test } from 'vitest';
import type { ImportColumns } from '@hazri/sync-protocol/api/roster';
import type { User } from '../auth/accounts.ts';
import { checkPerson } from './check-people.ts';
import type { KnownPeople } from './known-people.ts';
import { readPeople } from './read-people.ts';

const COLUMNS: ImportColumns = { studentNo: 0, email: 1, fullName: 2, givenName: null, familyName: null };
const FROM = 1_000;

function user(id: number, over: Partial<User>): User {
  return {
    id,
    uuid: `u${id}`,
    email: null,
    role: 'student',
    state: 'active',
    passwordHash: null,
    givenName: '',
    familyName: '',
    studentNo: null,
    employeeNo: null,
    createdAt: 0,
    rev: 1,
    ...over,
  };
}

const PEOPLE = [
  user(1, { email: 'a@acem.ac.in', studentNo: 'CS1', givenName: 'Sunita', familyName: 'Rao' }),
  user(2, { email: 'b@acem.ac.in', givenName: 'Anil', familyName: 'Das' }),
  user(3, { studentNo: 'CS3', givenName: 'Zoë', familyName: 'K', state: 'walk_in' }),
  user(4, { email: 'prof@acem.ac.in', role: 'professor' }),
  user(5, { email: 'left@acem.ac.in', studentNo: 'CS5', givenName: 'Ravi', familyName: 'Iyer' }),
];
const KNOWN: KnownPeople = {
  byEmail: new Map(PEOPLE.flatMap((one) => (one.email === null ? [] : [[one.email, one]]))),
  byNumber: new Map(
    PEOPLE.flatMap((one) => (one.studentNo === null ? [] : [[one.studentNo.toLowerCase(), one]])),
  ),
  enrolmentByStudent: new Map([
    [1, { from: FROM, until: null }],
    [5, { from: 0, until: FROM }],
  ]),
};

/** Verdict of each row `number|e-mail|name`, with the first issue. */
function verdicts(...lines: readonly string[]): readonly string[] {
  const rows = lines.map((text, at) => ({ line: at + 2, cells: text.split('|') }));
  return readPeople(rows, COLUMNS, 'acem.ac.in').map((row) => {
    const checked = checkPerson(row, KNOWN, FROM);
    if (checked.verdict !== 'refused') return checked.verdict;
    const [issue] = checked.issues;
    return [issue?.code, issue?.field, issue?.line]
      .filter((part) => part !== null && part !== undefined)
      .join(' ');
  });
}

describe('who is known', () => {
  test('by e-mail, by number, by both, whatever the case', () => {
    expect(verdicts('CS1|A@ACEM.ac.in|Sunita Rao')).toEqual(['enrolled']);
    expect(verdicts('cs1||Rao Sunita')).toEqual(['enrolled']);
    expect(verdicts('|b@acem.ac.in|')).toEqual(['known']);
    expect(verdicts('CS9|new@acem.ac.in|New Person', 'CS8||Number Only')).toEqual(['new', 'new']);
  });

  test('who left joins again', () => {
    expect(verdicts('CS5||Ravi')).toEqual(['known']);
  });

  test('an account is completed by what it lacks', () => {
    const [row] = readPeople([{ line: 2, cells: ['CS3', 'zoe@acem.ac.in', 'Zoe K'] }], COLUMNS, 'acem.ac.in');
    expect(row && checkPerson(row, KNOWN, FROM)).toMatchObject({
      verdict: 'known',
      email: 'zoe@acem.ac.in',
      studentNo: null,
    });
    expect(verdicts('CS7|b@acem.ac.in|Anil')).toEqual(['known']);
  });

  test('an earlier date moves the beginning of an enrolment back', () => {
    const [row] = readPeople([{ line: 2, cells: ['CS1', '', ''] }], COLUMNS, 'acem.ac.in');
    expect(row && checkPerson(row, KNOWN, FROM - 1).verdict).toBe('known');
  });
});

describe('who is refused, and why', () => {
  test.each([
    ['||Nobody', 'identity_missing'],
    ['CS9||', 'name_missing givenName'],
    ['CS1||Quite Another', 'number_taken studentNo'],
    ['CS1|other@acem.ac.in|Sunita Rao', 'number_taken studentNo'],
    ['CS1|b@acem.ac.in|Anil Das', 'number_taken studentNo'],
    ['CS9|a@acem.ac.in|Sunita Rao', 'number_differs studentNo'],
    ['|prof@acem.ac.in|P', 'not_a_student email'],
    ['|x@gmail.com|X', 'email_domain email'],
    ['|x@acem.ac.in.evil.com|X', 'email_domain email'],
    ['|x@sub.acem.ac.in|X', 'email_domain email'],
    ['|x@@acem.ac.in|X', 'email_malformed email'],
    ['|ünï@acem.ac.in|X', 'email_malformed email'],
    ['|х@acem.ac.in|a Cyrillic letter', 'email_malformed email'],
    ['|x y@acem.ac.in|X', 'email_malformed email'],
    [`${'9'.repeat(41)}||X`, 'too_long studentNo'],
    [`CS9||${'x'.repeat(121)}`, 'too_long givenName'],
    [`|${'x'.repeat(250)}@acem.ac.in|X`, 'too_long email'],
  ])('%s → %s', (line, verdict) => {
    expect(verdicts(line)).toEqual([verdict]);
  });

  test('the second row of one person names the first', () => {
    expect(verdicts('CS9|n@acem.ac.in|N', 'cs9||N', '|N@acem.ac.in|N')).toEqual([
      'new',
      'repeated studentNo 2',
      'repeated email 2',
    ]);
  });
});

describe('names', () => {
  const nameOf = (full: string, given = '', family = '') => {
    const columns = { ...COLUMNS, givenName: 3, familyName: 4 };
    const [row] = readPeople([{ line: 2, cells: ['CS9', '', full, given, family] }], columns, 'acem.ac.in');
    return [row?.givenName, row?.familyName];
  };

  test.each([
    ['Sunita Rao', ['Sunita', 'Rao']],
    ['Rao, Sunita Devi', ['Sunita Devi', 'Rao']],
    ['Maria del Carmen Ruiz', ['Maria del Carmen', 'Ruiz']],
    ['Zoya', ['Zoya', '']],
    ['سلمى الخطيب', ['سلمى', 'الخطيب']],
  ])('in one column: %s', (full, names) => {
    expect(nameOf(full)).toEqual(names);
  });

  test('in two columns, of which one may be empty', () => {
    expect(nameOf('', 'Sunita', 'Rao')).toEqual(['Sunita', 'Rao']);
    expect(nameOf('', '', 'Zoya')).toEqual(['Zoya', '']);
    expect(nameOf('S. Rao', 'Sunita', 'Rao')).toEqual(['Sunita', 'Rao']);
    expect(nameOf('Sunita', '', 'Rao')).toEqual(['Sunita', 'Rao']);
  });
});
