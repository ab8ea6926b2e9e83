/** `/api/classes/:classId/enrolments`: who is on the roster of a class, since when; adding, ending, importing. */
import * as z from 'zod/mini';
import { MAX_NAME, rawText, someText, text, timeMs, userId, uuid } from '../primitives.ts';
import { person } from '../rows/user.ts';
import { queryNumber } from './query.ts';

export { MAX_NAME } from '../primitives.ts';

export const MAX_STUDENT_NO = 40;
export const MAX_EMAIL = 254;
/** A file to import, before it is written as base64. */
export const MAX_IMPORT_BYTES = 5 * 1024 * 1024;
const MAX_BASE64 = Math.ceil(MAX_IMPORT_BYTES / 3) * 4;
/** The body that carries it, with the words around it. */
export const MAX_IMPORT_BODY_BYTES = MAX_BASE64 + 8 * 1024;
const MAX_FILE_NAME = 200;
const MAX_SEARCH = 80;
const MAX_PAGE = 200;

const flag = z.literal('1');

export const rosterQuery = z.strictObject({
  /** Part of a name, number or e-mail. */
  search: z.optional(text(MAX_SEARCH)),
  /** `next` of the page before. */
  after: z.optional(someText(600)),
  limit: z.optional(queryNumber(1, MAX_PAGE)),
  /** `1`: those who left, too. */
  ended: z.optional(flag),
  /** `1`: only those who have no password yet, because nobody took the account over. */
  unclaimed: z.optional(flag),
});

const rosterEntry = z.object({
  studentId: userId,
  ...person.shape,
  email: z.nullable(z.string()),
  from: timeMs,
  until: z.nullable(timeMs),
  addedAt: timeMs,
  /** Somebody can sign in to the account. */
  claimed: z.boolean(),
});
export type RosterEntry = z.infer<typeof rosterEntry>;

export const rosterPage = z.object({
  /** In the order of their names. */
  entries: z.array(rosterEntry),
  /** On the roster now. */
  total: z.int(),
  /** `after` of the next page; null at the end. */
  next: z.nullable(z.string()),
});

export const enrolRequest = z.strictObject({
  /** One of them at least. */
  email: z.optional(text(MAX_EMAIL)),
  studentNo: z.optional(text(MAX_STUDENT_NO)),
  /** Of somebody who has no account yet. */
  givenName: z.optional(text(MAX_NAME)),
  familyName: z.optional(text(MAX_NAME)),
  /** Defaults to now. */
  from: z.optional(timeMs),
});

export const enrolled = z.object({
  studentId: userId,
  ...person.shape,
  from: timeMs,
  until: z.nullable(timeMs),
});

export const endRequest = z.strictObject({
  /** First moment at which the student isn't on the roster any more; defaults to now. */
  until: z.optional(timeMs),
});

/** What was stated of one enrolment, newest first. */
export const enrolmentHistory = z.object({
  studentId: userId,
  ...person.shape,
  entries: z.array(
    z.object({
      kind: z.enum(['added', 'ended']),
      /** Date that was stated. */
      date: timeMs,
      /** When the server learned of it. */
      at: timeMs,
      /** Name; null for what was on record before anybody stated it. */
      by: z.nullable(z.string()),
    }),
  ),
});
export type EnrolmentHistory = z.infer<typeof enrolmentHistory>;

/** What a column may hold. */
export const IMPORT_FIELDS = ['studentNo', 'email', 'fullName', 'givenName', 'familyName'] as const;
export type ImportField = (typeof IMPORT_FIELDS)[number];

const MAX_COLUMN = 59;
const column = z.nullable(z.int().check(z.minimum(0), z.maximum(MAX_COLUMN)));
/** Column of each field, from 0; null: the file doesn't have it. */
export const importColumns = z.strictObject({
  studentNo: column,
  email: column,
  fullName: column,
  givenName: column,
  familyName: column,
});
export type ImportColumns = z.infer<typeof importColumns>;

export const importQuery = z.strictObject({
  /** `1`: says what would happen, and does nothing. */
  dryRun: z.optional(flag),
});

export const importRequest = z.strictObject({
  fileName: text(MAX_FILE_NAME),
  /** The file as base64: CSV or XLSX, by its content. */
  file: rawText(MAX_BASE64),
  /** Defaults to what the headings say. */
  columns: z.optional(importColumns),
  /** Whether the first row holds headings; defaults to whether it looks like it. */
  headings: z.optional(z.boolean()),
  /** Since when those who are new are on the roster; defaults to now. */
  from: z.optional(timeMs),
  /**
   * How owners of the new accounts come by a code to take them over with: listed for who imports, or mailed to each.
   * Absent: they get none.
   */
  codes: z.optional(z.enum(['list', 'mail'])),
});
export type ImportRequest = z.infer<typeof importRequest>;

/** Of a template, of what was refused: English in every language, as any import recognises them. */
export const IMPORT_HEADINGS = ['Student number', 'Given name', 'Family name', 'E-mail'] as const;

/** Why a row can't be taken; `line` of an issue names another row of the file. */
export const ROW_FAULTS = [
  /** Neither e-mail nor number. */
  'identity_missing',
  /** Somebody new needs a name. */
  'name_missing',
  'too_long',
  'email_malformed',
  /** The institution's accounts have another domain. */
  'email_domain',
  /** The same e-mail or number stands in a row above. */
  'repeated',
  /** The number belongs to somebody with another name or e-mail. */
  'number_taken',
  /** The account with this e-mail has another number. */
  'number_differs',
  /** The e-mail is that of staff. */
  'not_a_student',
] as const;
export type RowFault = (typeof ROW_FAULTS)[number];

const rowIssue = z.object({
  field: z.nullable(z.enum(IMPORT_FIELDS)),
  code: z.enum(ROW_FAULTS),
  line: z.nullable(z.int()),
});

const importRow = z.object({
  /** As people count in the file, from 1. */
  line: z.int(),
  studentNo: z.string(),
  email: z.string(),
  givenName: z.string(),
  familyName: z.string(),
  /**
   * - `new`: gets an account, and joins
   * - `known`: has one, and joins
   * - `enrolled`: is on the roster already
   * - `refused`: see `issues`
   */
  verdict: z.enum(['new', 'known', 'enrolled', 'refused']),
  issues: z.array(rowIssue),
});
export type ImportRow = z.infer<typeof importRow>;

export const importPreview = z.object({
  kind: z.enum(['csv', 'xlsx']),
  encoding: z.nullable(z.string()),
  headings: z.boolean(),
  columns: importColumns,
  /** Heading or first text of each column, to choose by. */
  columnNames: z.array(z.string()),
  rows: z.array(importRow),
});
export type ImportPreview = z.infer<typeof importPreview>;

export const importJob = z.object({
  jobId: uuid,
  fileName: z.string(),
  by: z.string(),
  startedAt: timeMs,
  /** null while it runs. */
  endedAt: z.nullable(timeMs),
  /** `stopped`: the server was in trouble; what was done stands, and importing the file again does the rest. */
  state: z.enum(['running', 'done', 'stopped']),
  total: z.int(),
  done: z.int(),
  /** Accounts that were made; they are among `joined`. */
  made: z.int(),
  joined: z.int(),
  /** On the roster before. */
  already: z.int(),
  refused: z.array(importRow),
  /** Codes that went to their owners. */
  mailed: z.int(),
  /** Codes that wait for whoever asks here, who began the import: see `importCodes`. */
  codes: z.int(),
});
export type ImportJob = z.infer<typeof importJob>;

/** To be handed out: each takes an account over that the import made. */
export const importCodes = z.object({
  codes: z.array(
    z.object({
      studentNo: z.nullable(z.string()),
      givenName: z.string(),
      familyName: z.string(),
      email: z.string(),
      code: z.string(),
      /** Taken over until then. */
      expiresAt: timeMs,
    }),
  ),
  /** Nobody can read them again later. */
  shownUntil: timeMs,
});
export type ImportCodes = z.infer<typeof importCodes>;

/** Of a dry run the preview, else the job that was begun. */
export const importAnswer = z.union([importPreview, importJob]);

export const importJobs = z.object({ jobs: z.array(importJob) });
