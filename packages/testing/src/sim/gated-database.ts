/**
 * Puts virtual time, and with it crashes and a sick disk, between the server and its database. SQLite itself answers
 * at once.
 */
import type { InStatement } from '@libsql/client';
import type { Life } from './server-life.ts';
import { NEVER, pause } from './server-life.ts';
import type { CommitPoint, CrashPoint, Deps, DiskAilment, Exchange, RawExecute } from './server-edge.ts';
import { isFlush, isOfAttendance } from './transactions.ts';
import type { VirtualTime } from './virtual-time.ts';

const SLOW_READ = 0.03;
const SLOW_READ_MS = 4;
const COMMIT_MS = 3;
/** On a disk that is slow a read may take so long, and a commit. */
export const SICK_READ_MS = 300;
const SICK_COMMIT_MS = 3_000;
const SICK_READS = 0.2;
const SICK_CODES = { full: 'SQLITE_FULL', failing: 'SQLITE_IOERR' } as const;

type Database = Deps['database'];

export interface Gate {
  readonly time: VirtualTime;
  readonly ails: () => DiskAilment | null;
  /** The disk took no commit. */
  readonly refused: () => void;
  /** Whether the server is to crash around this commit. */
  readonly crashDue: () => CrashPoint | null;
  readonly crash: () => void;
  readonly execute: RawExecute;
  /** A planted bug. */
  readonly tamper: ((point: CommitPoint) => Promise<unknown>) | undefined;
  /** Those whose messages a transaction notes. */
  readonly exchangesIn: (statements: readonly InStatement[]) => readonly Exchange[];
  readonly noteCommit: (group: readonly Exchange[]) => void;
  /** Sees what a commit that tells of attendance left, before anybody is answered. */
  readonly toldOfAttendance: () => Promise<void>;
}

/** @returns what still asks the database at once */
export function gateDatabase(
  { client, reader }: Database,
  life: Life,
  gate: Gate,
): Database['client']['execute'] {
  const { time } = gate;
  const readText = reader.readText.bind(reader);
  const execute = client.execute.bind(client);
  const batch = client.batch.bind(client);
  const maybeSlow = async (): Promise<void> => {
    const isSlow = gate.ails() === 'slow';
    if (life.chance.happens(isSlow ? SICK_READS : SLOW_READ))
      await pause(time, life, life.chance.whole(1, isSlow ? SICK_READ_MS : SLOW_READ_MS));
  };
  Object.assign(reader, {
    readText: async (...asked: Parameters<typeof readText>) => {
      await maybeSlow();
      return life.isAlive() ? readText(...asked) : NEVER;
    },
  });
  Object.assign(client, {
    execute: async (statement: InStatement) => {
      await maybeSlow();
      return life.isAlive() ? execute(statement) : NEVER;
    },
    batch: async (statements: InStatement[], mode: 'write' | 'read' | 'deferred') => {
      const group = gate.exchangesIn(statements);
      // Mostly short on a slow disk too: an answer that comes after its time-out shows nothing.
      const isSlow = gate.ails() === 'slow';
      await pause(
        time,
        life,
        isSlow ? life.chance.unit() ** 3 * SICK_COMMIT_MS : life.chance.unit() * COMMIT_MS,
      );
      if (!life.isAlive()) return NEVER;
      const ails = gate.ails();
      if (ails === 'full' || ails === 'failing') {
        gate.refused();
        throw Object.assign(new Error(`the disk is ${ails}`), { code: SICK_CODES[ails] });
      }
      const crash = gate.crashDue();
      if (crash === 'before_commit') {
        gate.crash();
        return NEVER;
      }
      const commit = () => batch(statements, mode);
      const later = (delayMs: number, task: () => void) =>
        void time.after(delayMs, () => {
          if (life.isAlive()) task();
        });
      const point = { commit, isFlush: isFlush(statements), later, execute: gate.execute };
      const result = await (gate.tamper?.(point) ?? commit());
      gate.noteCommit(group);
      if (isOfAttendance(statements)) await gate.toldOfAttendance();
      if (crash === 'after_commit') {
        gate.crash();
        return NEVER;
      }
      await pause(time, life, life.chance.unit() * COMMIT_MS);
      return life.isAlive() ? result : NEVER;
    },
  });
  return execute;
}

/** What the sick disk says. */
export function isRefusal(cause: unknown): boolean {
  const codes: readonly string[] = Object.values(SICK_CODES);
  return cause instanceof Error && 'code' in cause && codes.includes(String(cause.code));
}
