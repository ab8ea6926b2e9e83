import { describe, expect, test } from 'vitest';
import type { ImportField } from '@hazri/sync-protocol/api/roster';
import { guessColumns, withoutTitle } from './guess-columns.ts';

const rows = (...cells: readonly (readonly string[])[]) =>
  cells.map((row, at) => ({ line: at + 1, cells: row }));
/** The fields in the order of their columns; `-` for a column that holds none. */
function guessed(...cells: readonly (readonly string[])[]): string {
  const { columns, headings } = guessColumns(rows(...cells));
  const fields = Object.entries(columns) as readonly (readonly [ImportField, number | null])[];
  const names = (cells[0] ?? []).map((_, at) => fields.find(([, column]) => column === at)?.[0] ?? '-');
  return `${headings ? 'headings' : 'content'}: ${names.join(' ')}`;
}

describe('columns by their headings', () => {
  test.each([
    [['Student number', 'Given name', 'Family name', 'E-mail'], 'studentNo givenName familyName email'],
    [['S.No', 'Name of the Student', 'Regd. No.', 'Email ID'], '- fullName studentNo email'],
    [['E-MAIL ADDRESS', 'HTNO', 'STUDENT NAME'], 'email studentNo fullName'],
    [['Surname', 'First Name', 'Admission No', 'Mobile'], 'familyName givenName studentNo -'],
    [['Student ID', 'Name', 'Father’s name', 'Student Email'], 'studentNo fullName - email'],
    [['USN', 'नाम', 'ईमेल'], 'studentNo fullName email'],
    [['పేరు', 'రోల్ నంబర్'], 'fullName studentNo'],
    [['Roll No', 'Name of Student'], 'studentNo fullName'],
    [['University Roll No', 'Students'], 'studentNo fullName'],
    [['Sr', 'Adm. No', 'Student', 'Mail ID'], '- studentNo fullName email'],
  ])('%j', (headings, fields) => {
    expect(
      guessed(
        headings,
        headings.map(() => 'x'),
      ),
    ).toBe(`headings: ${fields}`);
  });
});

describe('a column headed only “No.”', () => {
  test('that counts the rows is nobody’s number', () => {
    expect(guessed(['No.', 'Name', 'Email'], ['1', 'Sunita', 's@x.in'], ['2', 'Anil', 'a@x.in'])).toBe(
      'headings: - fullName email',
    );
  });

  test('holds numbers where it doesn’t count', () => {
    expect(guessed(['No.', 'Name'], ['24001', 'Sunita'], ['24007', 'Anil'])).toBe(
      'headings: studentNo fullName',
    );
  });

  test('counts as “Roll No” may: a class may number its people from 1', () => {
    expect(guessed(['Roll No', 'Name'], ['1', 'Sunita'], ['2', 'Anil'])).toBe('headings: studentNo fullName');
  });
});

describe('columns by what stands in them', () => {
  test('an e-mail has an @, a number a digit, and names neither', () => {
    expect(
      guessed(['1', '24CS001', 'Sunita Rao', 'a@acem.ac.in'], ['2', '24CS002', 'Anil Das', 'b@acem.ac.in']),
    ).toBe('content: - studentNo fullName email');
  });

  test('two columns of words are a given and a family name', () => {
    expect(guessed(['Sunita', 'Rao', '24CS001'], ['Anil', 'Das', '24CS002'])).toBe(
      'content: givenName familyName studentNo',
    );
  });

  test('the person decides whether the first row holds headings', () => {
    const given = rows(['Matricule', 'Nom complet'], ['1', 'x']);
    expect(guessColumns(given).headings).toBe(false);
    expect(guessColumns(given, true).headings).toBe(true);
    expect(guessColumns(rows(['Name', 'No']), false).headings).toBe(false);
  });
});

describe('a title above the headings', () => {
  const headings = ['Sl', 'Regd No', 'Student name', 'E-mail'];
  const someone = ['1', '24CS001', 'Sunita Rao', ''];

  test('is left out, whatever its cells', () => {
    const given = rows(['ACME College', '', '', ''], ['Sem: V', 'Section: A', '', ''], headings, someone);
    expect(withoutTitle(given)).toEqual(given.slice(2));
  });

  test.each([
    ['headings in the first row', [headings, someone]],
    ['no headings at all', [['Class list'], someone, someone]],
    ['people above what looks like headings', [someone, headings, someone]],
    ['a title longer than any', [...Array.from({ length: 11 }, () => ['ACME']), headings, someone]],
  ])('nothing is left out with %s', (_, cells) => {
    const given = rows(...cells);
    expect(withoutTitle(given)).toEqual(given);
  });
});
