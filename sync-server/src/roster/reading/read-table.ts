/** Which rows of text does a file hold? Pure and slow: it runs in a thread of its own (read-file.ts). */
import { fail, ok } from '@hazri/domain';
import { decodeText } from './decode-text.ts';
import { openWorkbook } from './open-workbook.ts';
import { parseCsv } from './parse-csv.ts';
import { readSheet, readStrings } from './read-sheet.ts';
import type { ReadFile } from './table.ts';

const ZIP = [0x50, 0x4b];
/** The container of `.xls`, and of workbooks that are locked by a password. */
const OLE = [0xd0, 0xcf, 0x11, 0xe0];

export function readTable(bytes: Uint8Array): ReadFile {
  if (startsWith(bytes, OLE)) return fail('old_workbook');
  if (startsWith(bytes, ZIP)) return readWorkbook(bytes);
  const { text, encoding } = decodeText(bytes);
  const rows = parseCsv(text.replace(/^\ufeff/, ''));
  if (!rows.ok) return rows;
  return rows.value.length === 0 ? fail('empty') : ok({ kind: 'csv', encoding, rows: rows.value });
}

function readWorkbook(bytes: Uint8Array): ReadFile {
  try {
    const parts = openWorkbook(bytes);
    if (!parts.ok) return parts;
    const { sheet, strings } = parts.value;
    const texts = strings ? readStrings(strings) : ok([]);
    if (!texts.ok) return texts;
    const rows = readSheet(sheet, texts.value);
    if (!rows.ok) return rows;
    return rows.value.length === 0 ? fail('empty') : ok({ kind: 'xlsx', encoding: null, rows: rows.value });
  } catch {
    return fail('broken_workbook');
  }
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, at) => bytes[at] === byte);
}
