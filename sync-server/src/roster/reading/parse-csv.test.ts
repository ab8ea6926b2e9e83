import { describe, expect, test } from 'vitest';
import { decodeText } from './decode-text.ts';
import { parseCsv } from './parse-csv.ts';
import { readTable } from './read-table.ts';
import { MAX_FILE_ROWS } from './table.ts';

const cellsOf = (text: string) => {
  const rows = parseCsv(text);
  return rows.ok ? rows.value.map(({ cells }) => cells) : rows.reason;
};
const table = (bytes: Uint8Array) => {
  const read = readTable(bytes);
  return read.ok ? { ...read.value, rows: read.value.rows.map(({ cells }) => cells) } : read.reason;
};

describe('a CSV', () => {
  test.each([
    ['commas', 'a,b,c\n1,2,3\n'],
    ['semicolons', 'a;b;c\n1;2;3'],
    ['tabs', 'a\tb\tc\r\n1\t2\t3\r\n'],
    ['old Mac line ends', 'a,b,c\r1,2,3\r'],
    ['Excel’s own first line', 'sep=;\r\na;b;c\r\n1;2;3'],
    ['blank lines around', '\n\na,b,c\n,,\n1,2,3\n\n'],
  ])('with %s', (_, text) => {
    expect(cellsOf(text)).toEqual([
      ['a', 'b', 'c'],
      ['1', '2', '3'],
    ]);
  });

  test('with semicolons between names that hold commas', () => {
    expect(cellsOf('Name;No\n"Rao, Sunita";1\nDas, A;2\n')).toEqual([
      ['Name', 'No'],
      ['Rao, Sunita', '1'],
      ['Das, A', '2'],
    ]);
  });

  test.each([
    ['semicolons', ';'],
    ['tabs', '\t'],
    ['commas', ','],
  ])('with %s below a title line that is written without them', (_, delimiter) => {
    const lines = [
      ['Roll No', 'Name', 'Email'],
      ['A1', 'Sunita Rao', 's@x.in'],
      ['A2', 'Anil Das', 'a@x.in'],
    ];
    const text = `Second year\n${lines.map((cells) => cells.join(delimiter)).join('\n')}\n`;
    expect(cellsOf(text)).toEqual([['Second year'], ...lines]);
  });

  test('with semicolons below more title lines than people', () => {
    const lines = ['ACEM', 'Second year', 'Section A', 'No;Name', '1;Das'];
    expect(cellsOf(lines.join('\n'))).toEqual([
      ['ACEM'],
      ['Second year'],
      ['Section A'],
      ['No', 'Name'],
      ['1', 'Das'],
    ]);
  });

  test('with semicolons below a title line that holds a comma', () => {
    expect(cellsOf('ACEM Pune, Second year\nNo;Name;Email\n1;Das, A;a@x.in\n2;Rao S;s@x.in\n')).toEqual([
      ['ACEM Pune, Second year'],
      ['No', 'Name', 'Email'],
      ['1', 'Das, A', 'a@x.in'],
      ['2', 'Rao S', 's@x.in'],
    ]);
  });

  test('with quotes around delimiters, doubled quotes and line breaks, which become spaces', () => {
    expect(cellsOf('name,no\n"Anne ""Annie""\r\nRao, B.",7\nplain,8')).toEqual([
      ['name', 'no'],
      ['Anne "Annie" Rao, B.', '7'],
      ['plain', '8'],
    ]);
  });

  test('names its rows by the line on which they begin', () => {
    const rows = parseCsv('name,no\n"two\nlines",1\n\nlast,2');
    expect(rows.ok && rows.value.map(({ line }) => line)).toEqual([1, 2, 5]);
  });

  test('that ends within quotes is refused: it can’t be told which rows were swallowed', () => {
    expect(cellsOf('name,no\n"Rao,1\nDas,2\n')).toBe('unclosed_quote');
  });

  test('with more rows than a file may have', () => {
    expect(cellsOf('x\n'.repeat(MAX_FILE_ROWS + 2))).toBe('too_many_rows');
    expect(cellsOf('x\n'.repeat(MAX_FILE_ROWS + 1))).toHaveLength(MAX_FILE_ROWS + 1);
  });

  test('of one cell that is five megabytes long is cut, not kept', () => {
    const [row] = cellsOf(`${'x'.repeat(5_000_000)}\n`);
    expect(row?.[0]?.length).toBe(400);
  });
});

describe('a text', () => {
  const TEXT = 'name,no\nZoë Ñandú,1\n';
  const utf16 = (text: string) => Buffer.from(text, 'utf16le');

  test.each([
    ['UTF-8', Buffer.from(TEXT)],
    ['UTF-8', Buffer.from(`\ufeff${TEXT}`)],
    ['UTF-16', utf16(`\ufeff${TEXT}`)],
    ['UTF-16', utf16(TEXT)],
    ['UTF-16', utf16(`\ufeff${TEXT}`).swap16()],
    ['UTF-16', utf16(TEXT).swap16()],
    ['Windows-1252', Buffer.from(TEXT, 'latin1')],
  ])('in %s', (encoding, bytes) => {
    expect(table(bytes)).toEqual({
      kind: 'csv',
      encoding,
      rows: [
        ['name', 'no'],
        ['Zoë Ñandú', '1'],
      ],
    });
  });

  test('in UTF-8 with one byte that is none loses that letter and no other name', () => {
    const bytes = Buffer.concat([Buffer.from('सुनीता राव,1\nZo'), Buffer.from([0xeb]), Buffer.from(',2\n')]);
    expect(table(bytes)).toMatchObject({
      encoding: 'UTF-8',
      rows: [
        ['सुनीता राव', '1'],
        ['Zo\ufffd', '2'],
      ],
    });
  });

  test('in Windows-1252 has its own quotes and dashes', () => {
    expect(decodeText(Buffer.from([0x93, 0x41, 0x94, 0x96, 0x80])).text).toBe('“A”–€');
  });

  test('in Hindi, Telugu, Arabic and emoji comes through whole', () => {
    const names = [
      'सुनीता राव',
      'సునీత రావు',
      'سلمى الخطيب',
      'Zoë 👩🏽‍🔬',
      '<img src=x onerror=alert(1)>',
      '=HYPERLINK("x")',
    ];
    const read = table(Buffer.from(names.map((name) => `"${name.replaceAll('"', '""')}",1`).join('\n')));
    expect(read).toMatchObject({ rows: names.map((name) => [name.normalize('NFC'), '1']) });
  });

  test('loses what would turn or hide it', () => {
    expect(table(Buffer.from('a\u202egpj.exe,\u200b\u0000no\u2066w,x\ufffe'))).toMatchObject({
      rows: [['agpj.exe', 'now', 'x']],
    });
  });

  test.each(['', '\n\n', ' , , \n'])('with nothing in it (%j)', (text) => {
    expect(table(Buffer.from(text))).toBe('empty');
  });
});
