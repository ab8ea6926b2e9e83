/** `hazri import <file> --class <class> [--from <date>] [--by <e-mail>] [--dry-run]` */
import { readFile, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { and, asc, eq } from 'drizzle-orm';
import { startOfDate } from '@hazri/domain';
import type { ImportRow } from '@hazri/sync-protocol/api/roster';
import { MAX_IMPORT_BYTES } from '@hazri/sync-protocol/api/roster';
import type { AppDeps } from '../app-deps.ts';
import type { User } from '../auth/accounts.ts';
import { findUserByEmail } from '../auth/accounts.ts';
import type { Catalogue, ClassRecord } from '../catalogue/catalogue.ts';
import { users } from '../db/schema.ts';
import { asImportRow, checkPerson } from '../roster/check-people.ts';
import { importPeople, newImport } from '../roster/imports.ts';
import { loadKnownPeople } from '../roster/known-people.ts';
import type { FileOfPeople } from '../roster/read-file-of-people.ts';
import { readFileOfPeople } from '../roster/read-file-of-people.ts';
import { makeFileReader } from '../roster/reading/read-file.ts';
import type { Command, ExitCode, Tools } from './command.ts';
import { EXIT, UsageFault } from './command.ts';
import { withApplication } from './open-data.ts';

interface Asked {
  readonly file: string;
  readonly ofClass: string;
  readonly from: string | undefined;
  readonly by: string | undefined;
  readonly dryRun: boolean;
}

export const importCommand: Command = {
  name: 'import',
  usage: '<file.csv|file.xlsx> --class <class> [--from <date>] [--by <e-mail>] [--dry-run]',
  summary: 'puts the people of a file on the roster of a class, as the page does (server stopped)',
  help: [
    '--class <class>  its id, its code (CS301), or code and section (CS301/A)',
    '--from <date>    first day on the roster, 2026-07-01; today without it',
    '--by <e-mail>    the administrator who answers for it; the first one without it',
    '--dry-run        says row by row what would happen, and changes nothing',
    'Rows that are right are taken, the others reported. A second run of the same file adds nobody twice.',
    'Ends with 0 when every row was taken, 1 when some were refused, 64 or 65 when class, date, person or',
    'file make no sense, 66 without the file or a database, 75 while a server runs.',
  ],
  run: async (args, tools) => {
    const asked = readAsked(args);
    const file = resolve(asked.file);
    const size = await stat(file).then(
      (found) => (found.isFile() ? found.size : null),
      () => null,
    );
    if (size === null) {
      tools.complain(`There is no file ${file}.`);
      return EXIT.noInput;
    }
    if (size > MAX_IMPORT_BYTES) return unreadable(tools, file, 'more than 5 MiB: split it');
    const bytes = new Uint8Array(await readFile(file));
    const read = await readFileOfPeople(makeFileReader(), bytes, tools.config.allowedEmailDomain);
    if (!read.ok) return unreadable(tools, file, read.reason);
    return withApplication(tools, ({ deps }) => run(tools, deps, asked, read.value));
  },
};

function readAsked(args: readonly string[]): Asked {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: {
      class: { type: 'string' },
      from: { type: 'string' },
      by: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new UsageFault('name one file');
  if (values.class === undefined) throw new UsageFault('name a class by --class');
  return { file, ofClass: values.class, from: values.from, by: values.by, dryRun: values['dry-run'] };
}

async function run(
  { clock, say, complain }: Tools,
  deps: AppDeps,
  asked: Asked,
  { people }: FileOfPeople,
): Promise<ExitCode> {
  const found = findClasses(deps.catalogue, asked.ofClass);
  const [ofClass] = found;
  if (!ofClass || found.length > 1) {
    const names = found.map(({ course, section, uuid }) => `${course}/${section} ${uuid}`);
    complain(`${found.length} classes are "${asked.ofClass}". ${names.join(', ')}`.trimEnd());
    return EXIT.data;
  }
  const from = asked.from === undefined ? clock.now() : startOfDate(asked.from, ofClass.timeZone);
  if (from === null) throw new UsageFault(`"${asked.from}" is no date like 2026-07-01`);
  const author = await findAuthor(deps, asked.by);
  if (author === null) {
    complain('No administrator answers for it: name one by --by, or make one with `hazri admin create`.');
    return EXIT.data;
  }
  if (asked.dryRun) {
    const known = await loadKnownPeople(deps.database, ofClass.id, people);
    const rows = people.map((row) => asImportRow(checkPerson(row, known, from)));
    for (const row of rows) say(lineOf(row));
    const refused = rows.filter(({ verdict }) => verdict === 'refused').length;
    say(`${rows.length} rows, ${refused} of them refused. Nothing was changed.`);
    return refused > 0 ? EXIT.no : EXIT.ok;
  }
  const fileName = basename(asked.file);
  const wanted = { author, ofClass, from, fileName, people, address: null };
  const done = await importPeople(deps, wanted, newImport(deps, wanted), () => undefined);
  for (const row of done.refused) complain(lineOf(row));
  const { joined, made, already, refused, total } = done;
  say(
    `${total} rows: ${joined} joined, ${made} of them with a new account; ${already} were there; ${refused.length} refused.`,
  );
  return refused.length > 0 ? EXIT.no : EXIT.ok;
}

/** By id, code, or code and section; those put away aren't meant. */
function findClasses(catalogue: Catalogue, text: string): readonly ClassRecord[] {
  const wanted = text.trim().toLowerCase();
  return [...catalogue.allClasses()].filter(
    ({ uuid, course, section, archivedAt }) =>
      archivedAt === null &&
      [uuid, course.toLowerCase(), `${course}/${section}`.toLowerCase()].includes(wanted),
  );
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

function lineOf({ line, verdict, studentNo, email, givenName, familyName, issues }: ImportRow): string {
  const who = [studentNo, email, `${givenName} ${familyName}`.trim()].filter(Boolean).join(', ');
  const why = issues.map(({ field, code }) => `${field} ${code}`).join(', ');
  return `row ${line}: ${verdict}${why === '' ? '' : ` (${why})`}: ${printable(who)}`;
}

/** Names are anybody's: what would steer a terminal is shown as a blank. */
function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, ' ');
}

function unreadable({ complain }: Tools, file: string, why: string): ExitCode {
  complain(`${file} can't be read as a file of people: ${why}.`);
  return EXIT.data;
}
