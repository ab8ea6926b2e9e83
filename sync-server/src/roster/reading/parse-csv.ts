/** Records of a CSV text (RFC 4180, and what Excel and others make of it). */
import { fail, ok } from '@hazri/domain';
import type { Result } from '@hazri/domain';
import type { FileRow } from './table.ts';
import { cellText, MAX_BLANK_ROWS, MAX_CELL_CHARS, MAX_FILE_COLUMNS, MAX_FILE_ROWS } from './table.ts';

const DELIMITERS = [',', ';', '\t', '|'] as const;
/** Records by which the delimiter is told. */
const SNIFFED_RECORDS = 20;
/** Excel's own way to say which delimiter follows. */
const SEP_LINE = /^sep=(.)\r?\n/i;

/** Reads until the text ends; quotes may hold delimiters, line breaks and doubled quotes. */
export function parseCsv(text: string): Result<readonly FileRow[], 'too_many_rows' | 'unclosed_quote'> {
  const declared = SEP_LINE.exec(text);
  const body = declared ? text.slice(declared[0].length) : text;
  const delimiter = declared?.[1] ?? sniffDelimiter(body);
  const rows: FileRow[] = [];
  let blank = 0;
  let line = declared ? 2 : 1;
  for (const record of records(body, delimiter)) {
    if (record.unclosed) return fail('unclosed_quote');
    const cells = record.cells.map(cellText);
    if (cells.some((cell) => cell !== '')) rows.push({ line, cells });
    else blank += 1;
    if (rows.length > MAX_FILE_ROWS + 1 || blank > MAX_BLANK_ROWS) return fail('too_many_rows');
    line += record.lines;
  }
  return ok(rows);
}

interface CsvRecord {
  readonly cells: readonly string[];
  /** Lines of the text that it takes up. */
  readonly lines: number;
  /** The text ended within quotes. */
  readonly unclosed: boolean;
}

/** The delimiter that cuts most of the first records into the same number of columns, the most of them. */
function sniffDelimiter(text: string): string {
  let best: string = DELIMITERS[0];
  let bestScore = 0;
  for (const delimiter of DELIMITERS) {
    const widths: number[] = [];
    for (const { cells } of records(text, delimiter)) {
      if (cells.some((cell) => cell.trim() !== '')) widths.push(cells.length);
      if (widths.length === SNIFFED_RECORDS) break;
    }
    const { width, records: alikeRecords } = commonest(widths);
    const alike = alikeRecords / Math.max(1, widths.length);
    const score = width > 1 ? width * alike ** 2 : 0;
    if (score > bestScore) [best, bestScore] = [delimiter, score];
  }
  return best;
}

/** Of those that are cut at all: titles above the headings are often written without the delimiters. */
function commonest(widths: readonly number[]): { readonly width: number; readonly records: number } {
  let found = { width: 1, records: 0 };
  const cut = widths.filter((width) => width > 1);
  for (const [width, { length }] of Map.groupBy(cut, (each) => each))
    if (length > found.records) found = { width, records: length };
  return found;
}

function* records(text: string, delimiter: string): Generator<CsvRecord> {
  let cells: string[] = [];
  let cell = '';
  let quoted = false;
  let lines = 1;
  const endCell = () => {
    if (cells.length < MAX_FILE_COLUMNS) cells.push(cell);
    cell = '';
  };
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (quoted) {
      if (char !== '"') {
        if (char === '\n' || (char === '\r' && text.charAt(at + 1) !== '\n')) lines += 1;
        if (cell.length < MAX_CELL_CHARS) cell += char;
      } else if (text.charAt(at + 1) === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
      continue;
    }
    if (char === '"' && cell.trim() === '') {
      cell = '';
      quoted = true;
    } else if (char === delimiter) {
      endCell();
    } else if (char === '\n' || char === '\r') {
      if (char === '\r' && text.charAt(at + 1) === '\n') at += 1;
      endCell();
      yield { cells, lines, unclosed: false };
      cells = [];
      lines = 1;
    } else if (cell.length < MAX_CELL_CHARS) cell += char;
  }
  endCell();
  if (cells.length > 1 || cells[0] !== '') yield { cells, lines, unclosed: quoted };
}
