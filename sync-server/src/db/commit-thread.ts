/**
 * A thread that commits: inserting rows and waiting for the disk were a fifth of what a storm of phones costs, and
 * meanwhile this thread reads the next requests (docs/performance.md).
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Order, Report } from './commit-messages.ts';
import { plainStatement } from './commit-messages.ts';
import type { Committer } from './committer.ts';

/** In the bundle the thread's file lies beside the main one. */
const WORKER = new URL(
  import.meta.url.endsWith('.ts') ? './commit-worker.ts' : './commit-worker.js',
  import.meta.url,
);

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
 * Should the thread die, the process dies with it, as of any error that nobody handles: whether its last transaction
 * is on the disk only the next start can tell.
 *
 * @param file of a database that is open in this thread, too: its tables are up to date and it commits durably
 */
export async function startCommitThread(file: string): Promise<Committer> {
  const worker = new Worker(WORKER, { workerData: file });
  const [opened] = (await once(worker, 'message')) as [Report];
  if (opened !== null) throw new CommitFailed(opened.message, opened.code);
  const waiting: ((report: Report) => void)[] = [];
  worker.on('message', (report: Report) => {
    waiting.shift()?.(report);
    if (waiting.length === 0) worker.unref();
  });
  // Idle it keeps no process from ending: a start that fails later on has nothing to clear up.
  worker.unref();
  const tell = (order: Order): void => {
    worker.postMessage(order);
    worker.ref();
  };
  return {
    commit: async (statements) => {
      // Told first: an order that can't be has no report, and nobody may wait for one.
      tell(statements.map(plainStatement));
      const report = await new Promise<Report>((resolve) => waiting.push(resolve));
      if (report !== null) throw new CommitFailed(report.message, report.code);
    },
    close: async () => {
      const ended = once(worker, 'exit');
      tell(null);
      await ended;
    },
  };
}
