/** Which column holds what? Guessed from headings in the spellings that colleges use, else from what stands below. */
import type { ImportColumns, ImportField } from '@hazri/sync-protocol/api/roster';
import type { FileRow } from './reading/table.ts';

/** Compared without case, accents, spaces and punctuation. The first that fits counts. */
const SPELLINGS: Readonly<Record<ImportField, readonly RegExp[]>> = {
  email: [
    /^(e?mail|(student|college|institute|official)?e?mail(id|address|adress)?|ईमेल|ఈమెయిల్)$/u,
    /e?mail(id|address)/u,
  ],
  studentNo: [
    /^(student|univ(ersity)?)?(roll|regd?|registration|admission|admn|adm|enrol+ment|hallticket|ht|usn|prn|index)(no|num|number|id)?$/u,
    /^(student|stud|candidate)(no|num|number|id|code)$/u,
    /^(usn|prn|htno|rno|matriculation|matrikelnummer|id|number|no|रोलनंबर|रोलनम्बर|రోల్నంబర్)$/u,
  ],
  givenName: [/^(first|given|fore)name$/u, /^(vorname|prenom|first)$/u],
  familyName: [/^(last|family|second)name$/u, /^(surname|initials?|nachname|nom|last)$/u],
  fullName: [
    /^(full|student|candidate|students)?names?$/u,
    /^nameof(the)?(student|candidate)s?$/u,
    /^(studentfullname|students?|नाम|పేరు)$/u,
  ],
};
/** Those that another field's looser spelling might take are asked first. */
const ORDER: readonly ImportField[] = ['email', 'givenName', 'familyName', 'studentNo', 'fullName'];

/** Of a file that puts people in several classes at once. */
const CLASS = /^(class|course|subject)(code|id)?$|^(कक्षा|క్లాసు)$/u;

/** The column whose heading says that it names classes. */
export function classColumn(rows: readonly FileRow[]): number | null {
  const at = (rows[0]?.cells ?? []).findIndex((cell) => CLASS.test(plain(cell)));
  return at < 0 ? null : at;
}

export interface GuessedColumns {
  readonly headings: boolean;
  readonly columns: ImportColumns;
}

/** Rows by which columns without headings are told. */
const SNIFFED_ROWS = 50;

/** @param headings whether the first row holds headings, where that is known */
export function guessColumns(rows: readonly FileRow[], headings?: boolean): GuessedColumns {
  const first = rows[0]?.cells ?? [];
  const byHeading = fromHeadings(first);
  const recognised = Object.values(byHeading).some((column) => column !== null);
  if (headings ?? recognised) return { headings: true, columns: withoutCount(byHeading, rows) };
  return { headings: false, columns: fromContent(rows.slice(0, SNIFFED_ROWS)) };
}

/** Headings as good for counting the rows as for people's numbers. */
const MAY_COUNT = /^(number|no|id)$/u;

/** The columns without the one that only counts the rows: "1" would be somebody's number in every class. */
function withoutCount(columns: ImportColumns, rows: readonly FileRow[]): ImportColumns {
  const at = columns.studentNo;
  if (at === null || !MAY_COUNT.test(plain(rows[0]?.cells[at] ?? ''))) return columns;
  const below = rows.slice(1, SNIFFED_ROWS + 1).map(({ cells }) => cells[at] ?? '');
  return kindOf(below) === 'count' ? { ...columns, studentNo: null } : columns;
}

/** A college's name, a term and a section stand above the headings in this many rows at most. */
const MAX_TITLE_ROWS = 10;

/**
 * The rows without a title above the headings. A row is only taken for title when it has fewer cells than the headings
 * below it that were recognised: nobody who stands in the file is left out unseen.
 */
export function withoutTitle(rows: readonly FileRow[]): readonly FileRow[] {
  for (const [at, { cells }] of rows.slice(0, MAX_TITLE_ROWS + 1).entries()) {
    const recognised = Object.values(fromHeadings(cells)).filter((column) => column !== null).length;
    const isTitle = (row: FileRow) => row.cells.filter((cell) => cell !== '').length < recognised;
    if (recognised > 1 && rows.slice(0, at).every(isTitle)) return rows.slice(at);
  }
  return rows;
}

function fromHeadings(cells: readonly string[]): ImportColumns {
  const words = cells.map(plain);
  const taken = new Set<number>();
  const columns: Record<ImportField, number | null> = { ...NOTHING };
  for (const field of ORDER) {
    for (const spelling of SPELLINGS[field]) {
      const found = words.findIndex((word, at) => word !== '' && !taken.has(at) && spelling.test(word));
      if (found < 0) continue;
      columns[field] = found;
      taken.add(found);
      break;
    }
  }
  return columns;
}

const NOTHING: ImportColumns = {
  studentNo: null,
  email: null,
  fullName: null,
  givenName: null,
  familyName: null,
};

/** An e-mail has an `@`, a number a digit; names are the first columns that have neither. */
function fromContent(rows: readonly FileRow[]): ImportColumns {
  const width = Math.max(0, ...rows.map(({ cells }) => cells.length));
  const kinds = Array.from({ length: width }, (_, at) => kindOf(rows.map(({ cells }) => cells[at] ?? '')));
  const [name = null, secondName = null] = kinds.flatMap((kind, at) => (kind === 'words' ? [at] : []));
  const place = (kind: string) => (kinds.includes(kind) ? kinds.indexOf(kind) : null);
  return {
    studentNo: place('number'),
    email: place('email'),
    fullName: secondName === null ? name : null,
    givenName: secondName === null ? null : name,
    familyName: secondName,
  };
}

function kindOf(cells: readonly string[]): string {
  const filled = cells.filter((cell) => cell !== '');
  const most = (pattern: RegExp) => filled.filter((cell) => pattern.test(cell)).length * 2 > filled.length;
  if (filled.length === 0) return 'empty';
  if (most(/@/)) return 'email';
  // "1, 2, 3 …" counts the rows and is nobody's number.
  const counting = filled.length > 1 && filled.every((cell, at) => Number(cell) === Number(filled[0]) + at);
  if (most(/\p{Nd}/u)) return counting && Number(filled[0]) <= 1 ? 'count' : 'number';
  return 'words';
}

function plain(heading: string): string {
  return heading
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\u0900-\u097f\u0c00-\u0c7f]/gu, '');
}
