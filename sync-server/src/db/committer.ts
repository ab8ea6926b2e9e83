/** Who commits for the writer: this thread, or one of its own that leaves this one free to answer phones. */
import type { Client, InStatement } from '@libsql/client';

export interface Committer {
  /** All statements in one transaction that is on the disk when this resolves. @throws what SQLite says, with its code */
  readonly commit: (statements: readonly InStatement[]) => Promise<void>;
  /** Resolves when the database is let go of; only after the last commit. */
  readonly close: () => Promise<void>;
}

/** For commands and whoever needs each commit to be over before anything else runs. */
export function commitHere(client: Client): Committer {
  return {
    commit: async (statements) => {
      await client.batch([...statements], 'write');
    },
    // The client belongs to whoever opened it.
    close: () => Promise.resolve(),
  };
}
