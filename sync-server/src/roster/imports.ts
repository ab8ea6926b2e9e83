/**
 * Imports under way and lately ended. They run on the server by themselves, a few rows at a time between everybody
 * else's writes; a page that was closed finds its import again.
 */
import { setImmediate as breathe } from 'node:timers/promises';
import { and, eq, inArray } from 'drizzle-orm';
import type { ImportCodes, ImportJob } from '@hazri/sync-protocol/api/roster';
import { fail, ok } from '@hazri/domain';
import type { Result } from '@hazri/domain';
import type { AppDeps } from '../app-deps.ts';
import { newUuid } from '../catalogue/catalogue.ts';
import { sessions } from '../db/class-schema.ts';
import { asImportRow } from './check-people.ts';
import type { EnrolDeps, Enrolling } from './enrol-people.ts';
import { enrolPeople } from './enrol-people.ts';
import type { HandOut, HeldCodes } from './hand-out-codes.ts';
import { holdCodes } from './hand-out-codes.ts';
import type { PersonRow } from './read-people.ts';

/** Imports that are remembered, of all classes; the oldest that ended goes first. */
const MAX_JOBS = 60;
/** Imports that run at the same time. */
const MAX_RUNNING = 3;
/** Rows taken at once; fewer when each of them is counted in many sessions. */
const MAX_ROWS_AT_ONCE = 40;
/** Records of attendance that one write may have to look at. */
const MAX_RECORDS_AT_ONCE = 600;

type Deps = EnrolDeps & Pick<AppDeps, 'codes' | 'config' | 'mailer' | 'report'>;

interface Job {
  readonly classId: number;
  readonly authorId: number;
  /** null: none are wanted. */
  readonly held: HeldCodes | null;
  shown: ImportJob;
}

type Wanting = Pick<WantedImport, 'author' | 'fileName' | 'people'>;

export interface WantedImport extends Omit<Enrolling, 'draw'> {
  readonly fileName: string;
  readonly people: readonly PersonRow[];
  /** As the request came in, for the audit log. */
  readonly address: string | null;
}

export interface Imports {
  /**
   * Listed from here on, with no rows yet: a page that is loaded anew while the file is read finds it.
   * @param handOut null: new accounts get no code
   * @param read the people in the file, or why there are none: nothing is left of the import then
   */
  readonly start: <Refusal extends string>(
    wanted: Omit<WantedImport, 'people'>,
    handOut: HandOut | null,
    read: () => Promise<Result<readonly PersonRow[], Refusal>>,
  ) => Promise<Result<ImportJob, 'import_running' | 'imports_busy' | Refusal>>;
  /** Newest first. @param userId who asks: codes are told to who began the import alone */
  readonly ofClass: (classId: number, userId: number) => readonly ImportJob[];
  readonly find: (classId: number, userId: number, jobId: string) => ImportJob | null;
  /** What is still to be handed out; null: nothing, or to somebody else. */
  readonly codesOf: (classId: number, userId: number, jobId: string) => ImportCodes | null;
  /** They are in hand. */
  readonly forgetCodes: (classId: number, userId: number, jobId: string) => void;
}

export function makeImports(deps: Deps): Imports {
  const jobs = new Map<string, Job>();
  const { clock, report } = deps;

  function makeRoom(): void {
    for (const [id, job] of jobs) {
      if (jobs.size < MAX_JOBS) return;
      if (job.shown.state !== 'running') jobs.delete(id);
    }
  }

  async function run(job: Job, wanted: WantedImport): Promise<void> {
    try {
      const told = (shown: ImportJob): void => {
        job.shown = shown;
      };
      await importPeople(deps, wanted, job.shown, told, job.held);
      job.shown = { ...job.shown, state: 'done', endedAt: clock.now() };
    } catch (cause) {
      job.shown = { ...job.shown, state: 'stopped', endedAt: clock.now() };
      report(cause);
    }
    job.held?.ended();
  }

  function own(classId: number, userId: number, jobId: string): Job | null {
    const job = jobs.get(jobId);
    return job?.classId === classId && job.authorId === userId ? job : null;
  }

  const shownTo = (userId: number, { authorId, held, shown }: Job): ImportJob => ({
    ...shown,
    mailed: held?.mailed() ?? 0,
    codes: authorId === userId ? (held?.shown()?.codes.length ?? 0) : 0,
  });

  return {
    start: async (wanted, handOut, read) => {
      const running = [...jobs.values()].filter(({ shown }) => shown.state === 'running');
      if (running.some(({ classId }) => classId === wanted.ofClass.id)) return fail('import_running');
      if (running.length >= MAX_RUNNING) return fail('imports_busy');
      makeRoom();
      const job: Job = {
        classId: wanted.ofClass.id,
        authorId: wanted.author.id,
        held: handOut === null ? null : holdCodes(deps, handOut),
        shown: newImport(deps, { ...wanted, people: [] }),
      };
      const { jobId } = job.shown;
      jobs.set(jobId, job);
      const people = await read().catch((cause: unknown) => {
        jobs.delete(jobId);
        throw cause;
      });
      if (!people.ok) {
        jobs.delete(jobId);
        return people;
      }
      job.shown = { ...job.shown, total: people.value.length };
      void run(job, { ...wanted, people: people.value });
      return ok(job.shown);
    },
    ofClass: (classId, userId) =>
      [...jobs.values()]
        .filter((job) => job.classId === classId)
        .map((job) => shownTo(userId, job))
        .toReversed(),
    find: (classId, userId, jobId) => {
      const job = jobs.get(jobId);
      return job?.classId === classId ? shownTo(userId, job) : null;
    },
    codesOf: (classId, userId, jobId) => own(classId, userId, jobId)?.held?.shown() ?? null,
    forgetCodes: (classId, userId, jobId) => own(classId, userId, jobId)?.held?.forget(),
  };
}

/** An import that nothing of has been done yet. */
export function newImport({ clock, random }: EnrolDeps, { author, fileName, people }: Wanting): ImportJob {
  return {
    jobId: newUuid(clock, random),
    fileName,
    by: `${author.givenName} ${author.familyName}`.trim(),
    startedAt: clock.now(),
    endedAt: null,
    state: 'running',
    total: people.length,
    done: 0,
    made: 0,
    joined: 0,
    already: 0,
    refused: [],
    mailed: 0,
    codes: 0,
  };
}

/**
 * @param told how far it has come, after each write
 * @param held gives accounts that can be taken over now their codes; null: they get none
 * @returns what it came to
 */
export async function importPeople(
  deps: EnrolDeps,
  wanted: WantedImport,
  begun: ImportJob,
  told: (shown: ImportJob) => void,
  held: HeldCodes | null = null,
): Promise<ImportJob> {
  const { author, ofClass, people } = wanted;
  let shown = begun;
  const rowsAtOnce = await rowsPerWrite(deps, ofClass.id);
  const entry = (action: string, detail: Readonly<Record<string, unknown>>) => ({
    at: deps.clock.now(),
    actorId: author.id,
    address: wanted.address,
    action,
    subject: `class:${ofClass.uuid}`,
    detail: { importId: begun.jobId, fileName: wanted.fileName, ...detail },
  });
  for (let at = 0; at < people.length; at += rowsAtOnce) {
    const part = people.slice(at, at + rowsAtOnce);
    const rows = await enrolPeople(deps, { ...wanted, draw: held?.draw ?? null }, part, () =>
      // One that is broken off leaves its beginning in the log.
      at === 0 ? [entry('roster.import_started', { rows: people.length, from: wanted.from })] : [],
    );
    shown = countedIn(shown, rows);
    told(shown);
    await held?.take(rows);
    // Requests that came in meanwhile go first.
    await breathe();
  }
  const { made, joined, already, refused } = shown;
  const handedOut = held === null ? {} : { mailed: held.mailed() };
  await deps.writer.run((turn) => {
    turn.audit(entry('roster.imported', { made, joined, already, refused: refused.length, ...handedOut }));
    return turn.commit([], []);
  });
  return shown;
}

function countedIn(shown: ImportJob, rows: Awaited<ReturnType<typeof enrolPeople>>): ImportJob {
  const count = (...verdicts: readonly string[]) =>
    rows.filter(({ checked }) => verdicts.includes(checked.verdict)).length;
  return {
    ...shown,
    done: shown.done + rows.length,
    made: shown.made + count('new'),
    joined: shown.joined + count('new', 'known'),
    already: shown.already + count('enrolled'),
    refused: [
      ...shown.refused,
      ...rows.flatMap(({ checked }) => (checked.verdict === 'refused' ? [asImportRow(checked)] : [])),
    ],
  };
}

/** Whoever joins is looked at in every session that is over. */
async function rowsPerWrite({ database }: EnrolDeps, classId: number): Promise<number> {
  const settled = await database.orm.$count(
    sessions,
    and(eq(sessions.classId, classId), inArray(sessions.status, ['completed', 'cancelled'])),
  );
  return Math.max(1, Math.min(MAX_ROWS_AT_ONCE, Math.floor(MAX_RECORDS_AT_ONCE / Math.max(1, settled))));
}
