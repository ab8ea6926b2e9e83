/** Workbooks as other programs write them, and as somebody with a grudge would. */
import { strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import writeExcelFile from 'write-excel-file/node';
import { makeFileReader } from './read-file.ts';
import { readTable } from './read-table.ts';

const rowsOf = (bytes: Uint8Array) => {
  const read = readTable(bytes);
  return read.ok ? read.value.rows.map(({ cells }) => cells) : read.reason;
};

const MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** A workbook of one sheet, by hand. */
function workbook(sheet: string, parts: Readonly<Record<string, string>> = {}): Uint8Array {
  const files: Record<string, string> = {
    'xl/workbook.xml': `<workbook ${MAIN} xmlns:r="${RELATIONS}"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': `<worksheet ${MAIN}><sheetData>${sheet}</sheetData></worksheet>`,
    ...parts,
  };
  return zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
}

describe('a workbook', () => {
  test('that another program wrote', async () => {
    const data = [
      ['Roll No', 'Name', 'E-mail'],
      [24001, 'सुनीता <img src=x>', 'a@acem.ac.in'],
      ['24CS002', '=HYPERLINK("http://x")', null],
      [],
      [230000000012, 'سلمى 👩🏽‍🔬', 'b@acem.ac.in'],
    ].map((row) => row.map((value) => (value === null ? null : { value })));
    const bytes = await writeExcelFile(data).toBuffer();
    expect(rowsOf(bytes)).toEqual([
      ['Roll No', 'Name', 'E-mail'],
      ['24001', 'सुनीता <img src=x>', 'a@acem.ac.in'],
      ['24CS002', '=HYPERLINK("http://x")'],
      ['230000000012', 'سلمى 👩🏽‍🔬', 'b@acem.ac.in'],
    ]);
  });

  test('counts a formula for what it came to, and never for what it says', () => {
    const sheet =
      '<row r="3"><c r="A3" t="str"><f>HYPERLINK("http://evil","x")</f><v>Rao</v></c>' +
      '<c r="C3"><f>1+1</f><v>2</v></c><c r="D3" t="e"><v>#REF!</v></c></row>';
    expect(readTable(workbook(sheet))).toEqual({
      ok: true,
      value: { kind: 'xlsx', encoding: null, rows: [{ line: 3, cells: ['Rao', '', '2', ''] }] },
    });
  });

  test('joins rich text, leaves out phonetic hints, and takes inline texts and prefixed names', () => {
    const strings =
      '<sst><si><r><t>Su</t></r><r><t xml:space="preserve">nita </t></r></si>' +
      '<si><t>山田</t><rPh sb="0" eb="2"><t>ヤマダ</t></rPh></si></sst>';
    const sheet =
      '<x:row xmlns:x="y"><x:c t="s"><x:v>0</x:v></x:c><x:c t="s"><x:v>1</x:v></x:c>' +
      '<x:c t="inlineStr"><x:is><x:t>Rao &amp; Co</x:t></x:is></x:c></x:row>';
    expect(rowsOf(workbook(sheet, { 'xl/sharedStrings.xml': strings }))).toEqual([
      ['Sunita', '山田', 'Rao & Co'],
    ]);
  });

  test('takes the first sheet that can be seen', () => {
    const two = {
      'xl/workbook.xml': `<workbook ${MAIN} xmlns:r="${RELATIONS}"><sheets><sheet name="A" state="veryHidden" r:id="r1"/><sheet name="B" r:id="r2"/></sheets></workbook>`,
      'xl/_rels/workbook.xml.rels': `<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Target="/xl/worksheets/sheet2.xml"/></Relationships>`,
      'xl/worksheets/sheet2.xml':
        '<worksheet><sheetData><row><c t="str"><v>seen</v></c></row></sheetData></worksheet>',
    };
    expect(rowsOf(workbook('<row><c t="str"><v>hidden</v></c></row>', two))).toEqual([['seen']]);
  });
});

describe('a file that was made to hurt', () => {
  test('unpacks to gigabytes, and says so', () => {
    const bytes = workbook('x', { 'xl/sharedStrings.xml': 'A'.repeat(60_000_000) });
    expect(bytes.length).toBeLessThan(200_000);
    expect(rowsOf(bytes)).toBe('unpacks_too_large');
  });

  test('unpacks to more than it says: only what it said is taken', () => {
    const honest = workbook('<row><c t="str"><v>x</v></c></row>', {
      'xl/sharedStrings.xml': `<sst>${'<si><t>A</t></si>'.repeat(500_000)}</sst>`,
    });
    const view = new DataView(honest.buffer, honest.byteOffset);
    for (let at = 0; at < honest.length - 46; at += 1) {
      // The uncompressed size in the central directory of that part.
      if (view.getUint32(at, true) !== 0x02014b50 || view.getUint32(at + 24, true) < 1_000_000) continue;
      view.setUint32(at + 24, 100, true);
    }
    expect(rowsOf(honest)).toBe('broken_workbook');
  });

  test('defines entities that grow', () => {
    const lol = `<!DOCTYPE z [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>`;
    expect(rowsOf(workbook('<row><c t="s"><v>0</v></c></row>', { 'xl/sharedStrings.xml': lol }))).toBe(
      'broken_workbook',
    );
  });

  test('has a million rows', () => {
    expect(rowsOf(workbook('<row/>'.repeat(200_000)))).toBe('too_many_rows');
    expect(rowsOf(workbook('<row><c t="str"><v>x</v></c></row>'.repeat(10_002)))).toBe('too_many_rows');
  });

  test('names a cell far to the right', () => {
    expect(
      rowsOf(workbook('<row><c r="XFD1" t="str"><v>far</v></c><c r="A1" t="str"><v>near</v></c></row>')),
    ).toEqual([['near']]);
  });

  test.each([
    ['broken_workbook', Buffer.from('PK\u0003\u0004 not really')],
    ['broken_workbook', zipSync({ 'readme.txt': strToU8('hello') })],
    ['broken_workbook', workbook('<row><c></row>')],
    ['old_workbook', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])],
  ])('is no workbook: %s', (reason, bytes) => {
    expect(rowsOf(bytes)).toBe(reason);
  });
});

test('a file is read in a thread of its own, with the same result', async () => {
  const readFile = makeFileReader();
  const files = ['name,no\nRao,1', '', 'name,no\n"Rao'].map((text) => new Uint8Array(Buffer.from(text)));
  const here = files.map((bytes) => readTable(bytes));
  expect(await Promise.all(files.map((bytes) => readFile(bytes)))).toEqual(here);
  expect(here.map((read) => (read.ok ? read.value.rows.length : read.reason))).toEqual([
    2,
    'empty',
    'unclosed_quote',
  ]);
});
