/** Rows of a sheet as text. Formulas count for what they came to when the file was saved; none is ever worked out. */
import { fail, ok } from '@hazri/domain';
import type { Result } from '@hazri/domain';
import { readXml } from './read-xml.ts';
import type { FileRow } from './table.ts';
import { cellText, MAX_BLANK_ROWS, MAX_CELL_CHARS, MAX_FILE_COLUMNS, MAX_FILE_ROWS } from './table.ts';

/** More than any file within the other limits refers to. */
const MAX_STRINGS = 1_000_000;
const LETTERS = 26;
const CODE_OF_A = 65;

/** The texts that cells refer to by number. Runs of rich text are joined; phonetic hints are left out. */
export function readStrings(xml: Uint8Array): Result<readonly string[], 'unpacks_too_large'> {
  const strings: string[] = [];
  let text = '';
  let inText = false;
  let phonetic = 0;
  readXml(xml, {
    open: (name) => {
      if (name === 'si') text = '';
      else if (name === 'rPh') phonetic += 1;
      else if (name === 't') inText = phonetic === 0;
    },
    text: (piece) => {
      if (inText && text.length < MAX_CELL_CHARS) text += piece;
    },
    close: (name) => {
      if (name === 't') inText = false;
      else if (name === 'rPh') phonetic -= 1;
      else if (name === 'si') strings.push(text);
    },
    enough: () => strings.length > MAX_STRINGS,
  });
  return strings.length > MAX_STRINGS ? fail('unpacks_too_large') : ok(strings);
}

export function readSheet(
  xml: Uint8Array,
  strings: readonly string[],
): Result<readonly FileRow[], 'too_many_rows'> {
  const rows: FileRow[] = [];
  const tooMany = () => rows.length > MAX_FILE_ROWS + 1 || seen > MAX_FILE_ROWS + MAX_BLANK_ROWS;
  let seen = 0;
  let line = 0;
  let cells: string[] = [];
  let column = -1;
  let type = 'n';
  let value = '';
  let reading = false;
  readXml(xml, {
    open: (name, attributes) => {
      if (name === 'row') {
        seen += 1;
        line = Number(attributes['r'] ?? line + 1);
        cells = [];
        column = -1;
      } else if (name === 'c') {
        column = columnOf(attributes['r']) ?? column + 1;
        type = attributes['t'] ?? 'n';
        value = '';
      } else if (name === 'v' || name === 't') reading = true;
    },
    text: (piece) => {
      if (reading && value.length < MAX_CELL_CHARS) value += piece;
    },
    close: (name) => {
      if (name === 'v' || name === 't') reading = false;
      else if (name === 'c' && column < MAX_FILE_COLUMNS) {
        while (cells.length < column) cells.push('');
        cells[column] = cellText(type === 's' ? (strings[Number(value)] ?? '') : shown(type, value));
      } else if (name === 'row' && cells.some((cell) => cell !== '')) rows.push({ line, cells });
    },
    enough: tooMany,
  });
  return tooMany() ? fail('too_many_rows') : ok(rows);
}

/** A roll number that Excel took for a number comes back in full, not as 2.4E+11; an error value is no text. */
function shown(type: string, value: string): string {
  if (type === 'e') return '';
  if (type !== 'n') return value;
  const number = Number(value);
  return value !== '' && Number.isSafeInteger(number) ? String(number) : value;
}

/** `AB12` → 27 */
function columnOf(reference: string | undefined): number | null {
  const letters = /^([A-Z]{1,3})\d+$/.exec(reference ?? '')?.[1];
  if (letters === undefined) return null;
  let column = 0;
  for (const letter of letters) column = column * LETTERS + letter.charCodeAt(0) - CODE_OF_A + 1;
  return column - 1;
}
