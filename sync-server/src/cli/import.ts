/** `hazri import <file> … [--class <class>] … [--from <date>] [--by <e-mail>] [--refused <file>] [--dry-run]` */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { and, asc, eq } from 'drizzle-orm';
import { startOfDate } from '@hazri/domain';
import type { ImportRow } from '@hazri/sync-protocol/api/roster';
import type { AppDeps } from '../app-deps.ts';
import type { User } from '../auth/accounts.ts';
import { findUserByEmail } from '../auth/accounts.ts';
import type { ClassRecord } from '../catalogue/catalogue.ts';
import { users } from '../db/people-schema.ts';
import { asImportRow, checkPerson } from '../roster/check-people.ts';
import { importPeople, newImport } from '../roster/imports.ts';
import { loadKnownPeople } from '../roster/known-people.ts';
import { makeFileReader } from '../roster/reading/read-file.ts';
import type { Command, ExitCode, Tools } from './command.ts';
import { EXIT, UsageFault } from './command.ts';
import { withApplication } from './open-data.ts';
import type { Part, ReadFile, Unread } from './people-by-class.ts';
import { partsOf, readOne } from './people-by-class.ts';
import type { RefusedRow } from './refused-rows.ts';
import { writeRefused } from './refused-rows.ts';

/** Files of one call: all are read before anything is changed. */
const MAX_FILES = 100;

interface Asked {
  readonly files: readonly { readonly file: string; readonly className: string | null }[];
  readonly from: string | undefined;
  readonly by: string | undefined;
  /** Where refused rows are written to. */
  readonly refused: string | undefined;
  readonly dryRun: boolean;
}

export const importCommand: Command = {
  name: 'import',
  usage:
    '<file.csv|file.xlsx> … [--class <class>] … [--from <date>] [--by <e-mail>] [--refused <file>] [--dry-run]',
  summary: 'puts the people of files on the rosters of classes, as the page does (server stopped)',
  help: [
    '--class <class>  its id, its code (CS301), or code and section (CS301/A). As many as there are files, in their',
    '                 order; without any, a column headed Class says it row by row',
    '--from <date>    first day on the roster, 2026-07-01; today without it',
    '--by <e-mail>    the administrator who answers for it; the first one without it',
    '--refused <file> where refused rows are written, to be mended and imported again; it must not be there yet',
    '--dry-run        says row by row what would happen, and changes nothing',
    'Rows that are right are taken, the others reported. A second run of the same file adds nobody twice.',
    'Ends with 0 when every row was taken, 1 when some were refused, 64 or 65 when class, date, person or a',
    'file make no sense (then nothing was changed), 66 without a file or a database, 73 when the file for refused',
    'rows is there already, 75 while a server runs.',
  ],
  run: async (args, tools) => {
    const asked = readAsked(args);
    const { allowedEmailDomain } = tools.config;
    if (asked.refused !== undefined && existsSync(asked.refused)) {
      tools.complain(`${resolve(asked.refused)} exists already: refused rows never replace anything.`);
      return EXIT.cantCreate;
    }
    const reader = makeFileReader();
    const files: ReadFile[] = [];
    for (const file of asked.files) {
      const read = await readOne(reader, file, allowedEmailDomain);
      if (!read.ok) {
        tools.complain(wordsOf(read.reason, resolve(file.file)));
        return read.reason === 'missing' ? EXIT.noInput : EXIT.data;
      }
      files.push(read.value);
    }
    const ended = await withApplication(tools, ({ deps }) =>
      run(
        tools,
        deps,
        asked,
        files.flatMap((file) => partsOf(deps.catalogue, file, allowedEmailDomain)),
      ),
    );
    if (ended === EXIT.busy)
      tools.complain('While it runs, import on the page: Office, Classes, the class, Import a roster.');
    return ended;
  },
};

function readAsked(args: readonly string[]): Asked {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: {
      class: { type: 'string', multiple: true, default: [] },
      from: { type: 'string' },
      by: { type: 'string' },
      refused: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const { class: classes, from, by, refused } = values;
  if (positionals.length === 0) throw new UsageFault('name a file');
  if (positionals.length > MAX_FILES) throw new UsageFault(`name at most ${MAX_FILES} files`);
  if (classes.length > 0 && classes.length !== positionals.length)
    throw new UsageFault('name a class by --class for each file, or for none');
  const files = positionals.map((file, at) => ({ file, className: classes[at] ?? null }));
  return { files, from, by, refused, dryRun: values['dry-run'] };
}

async function run(tools: Tools, deps: AppDeps, asked: Asked, parts: readonly Part[]): Promise<ExitCode> {
  const { say, complain } = tools;
  const author = await findAuthor(deps, asked.by);
  if (author === null) {
    complain('No administrator answers for it: name one by --by, or make one with `hazri admin create`.');
    return EXIT.data;
  }
  // A class that is named for a whole file was meant; one in a row is a row that is wrong.
  const named = asked.files.some(({ className }) => className !== null);
  for (const { ofClass } of named ? parts : []) {
    if (ofClass.ok) continue;
    complain(ofClass.reason);
    return EXIT.data;
  }
  const begins = parts.flatMap(({ ofClass }) => (ofClass.ok ? [beginning(tools, asked, ofClass.value)] : []));
  if (begins.includes(null)) throw new UsageFault(`"${asked.from}" is no date like 2026-07-01`);
  const refused: RefusedRow[] = [];
  for (const part of parts) {
    const prefix = parts.length === 1 ? '' : printable(`${part.fileName}, ${part.className}: `);
    const rows = await takePart({ ...tools, say: (line) => say(prefix + line) }, deps, asked, author, part);
    const { fileName, className } = part;
    for (const row of rows) {
      if (!asked.dryRun) complain(prefix + lineOf(row.row, 'refused', row.why));
      refused.push({ fileName, className, ...row });
    }
  }
  if (refused.length === 0) return EXIT.ok;
  if (asked.refused !== undefined) {
    await writeRefused(asked.refused, refused);
    say(`${refused.length} rows are in ${resolve(asked.refused)}: mend them there and import it.`);
  }
  return EXIT.no;
}

/** @returns rows that were refused, or would be */
async function takePart(
  tools: Tools,
  deps: AppDeps,
  asked: Asked,
  author: User,
  { fileName, ofClass, people }: Part,
): Promise<readonly Pick<RefusedRow, 'row' | 'why'>[]> {
  const { say } = tools;
  if (!ofClass.ok) {
    if (asked.dryRun) for (const row of people) say(lineOf(row, 'refused', ofClass.reason));
    return people.map((row) => ({ row, why: ofClass.reason }));
  }
  const from = beginning(tools, asked, ofClass.value) ?? 0;
  if (asked.dryRun) {
    const known = await loadKnownPeople(deps.database, ofClass.value.id, people);
    const rows = people.map((row) => asImportRow(checkPerson(row, known, from)));
    for (const row of rows) say(lineOf(row, row.verdict, reasonsOf(row)));
    const refused = rows.filter(({ verdict }) => verdict === 'refused');
    say(`${rows.length} rows, ${refused.length} of them refused. Nothing was changed.`);
    return refused.map((row) => ({ row, why: reasonsOf(row) }));
  }
  const wanted = { author, ofClass: ofClass.value, from, fileName, people, address: null };
  const done = await importPeople(deps, wanted, newImport(deps, wanted), () => undefined);
  const { joined, made, already, refused, total } = done;
  say(
    `${total} rows: ${joined} joined, ${made} of them with a new account; ${already} were there; ${refused.length} refused.`,
  );
  return refused.map((row) => ({ row, why: reasonsOf(row) }));
}

function wordsOf(reason: Unread, path: string): string {
  switch (reason) {
    case 'missing':
      return `There is no file ${path}.`;
    case 'no_class':
      return `No column of ${path} is headed Class, and no --class names one.`;
    case 'too_large':
      return `${path} has more than 5 MiB: split it.`;
    default:
      return `${path} can't be read as a file of people: ${reason}.`;
  }
}

/** null: no date of the calendar. */
function beginning({ clock }: Tools, { from }: Asked, { timeZone }: ClassRecord): number | null {
  return from === undefined ? clock.now() : startOfDate(from, timeZone);
}

async function findAuthor({ database }: AppDeps, email: string | undefined): Promise<User | null> {
  if (email !== undefined) {
    const user = await findUserByEmail(database, email);
    return user?.role === 'administrator' && user.state === 'active' ? user : null;
  }
  const [first] = await database.orm
    .select()
    .from(users)
    .where(and(eq(users.role, 'administrator'), eq(users.state, 'active')))
    .orderBy(asc(users.id))
    .limit(1);
  return first ?? null;
}

function reasonsOf({ issues }: ImportRow): string {
  return issues.map(({ field, code }) => `${field} ${code}`).join(', ');
}

function lineOf(row: RefusedRow['row'], verdict: ImportRow['verdict'], why: string): string {
  const { line, studentNo, email, givenName, familyName } = row;
  const who = [studentNo, email, `${givenName} ${familyName}`.trim()].filter(Boolean).join(', ');
  return printable(`row ${line}: ${verdict}${why === '' ? '' : ` (${why})`}: ${who}`);
}

/** Names are anybody's: what would steer a terminal is shown as a blank. */
function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, ' ');
}
