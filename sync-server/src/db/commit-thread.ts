/**
 * A thread that commits: inserting rows and waiting for the disk were a fifth of what a storm of phones costs, and
 * meanwhile this thread reads the next requests (docs/performance.md).
 */
import { besideMe, startThread } from '../threads/start-thread.ts';
import type { Order, Report } from './commit-messages.ts';
import { plainStatement } from './commit-messages.ts';
import type { Committer } from './committer.ts';

/** What SQLite said in the other thread. */
class CommitFailed extends Error {
  override readonly name = 'CommitFailed';
  readonly code: string | undefined;

  constructor(message: string, code: string | undefined) {
    super(message);
    this.code = code;
  }
}

/**
 * Should the thread die, the process dies with it: whether its last transaction is on the disk only the next start can
 * tell.
 *
 * @param file of a database that is open in this thread, too: its tables are up to date and it commits durably
 */
export async function startCommitThread(file: string): Promise<Committer> {
  const thread = await startThread<Order, Report>(besideMe(import.meta.url, 'commit-worker'), file);
  throwAnyOf(thread.opening);
  return {
    commit: async (statements) => throwAnyOf(await thread.ask(statements.map(plainStatement))),
    close: thread.close,
  };
}

function throwAnyOf(report: Report): void {
  if (report !== null) throw new CommitFailed(report.message, report.code);
}
