/** What ails the database now? Said once when it begins and once when it is over, however many pushes it fails. */
import type { DatabaseTrouble } from './database-trouble.ts';

/** Somebody has to make room, or mend a disk. */
export const TROUBLE_RETRY_SECONDS = 5;

const WORDS: Readonly<Record<DatabaseTrouble, string>> = {
  disk_full: 'the disk is full. Make room: nothing is lost, phones keep what they have and send it then',
  disk_failing: 'the disk can’t be read or written. Check it',
  data_dir_unwritable: 'the data folder can’t be written. Check its owner and its volume',
  data_dir_gone: 'the database file is gone or was replaced. Put the file that was there back, or restart',
  database_damaged: 'the database is damaged. Stop the server and see docs/operations.md',
  database_busy: 'another program holds the database. End it',
};

export interface Troubles {
  readonly began: (trouble: DatabaseTrouble) => void;
  /** A commit went through. */
  readonly ended: () => void;
  readonly current: () => DatabaseTrouble | null;
}

/** @param say one line for the person who runs the server */
export function makeTroubles(say: (line: string) => void): Troubles {
  let current: DatabaseTrouble | null = null;
  return {
    began: (trouble) => {
      if (trouble === current) return;
      current = trouble;
      say(`Hazri can't write: ${WORDS[trouble]}. [${trouble}]`);
    },
    ended: () => {
      if (current === null) return;
      current = null;
      say('Hazri can write again.');
    },
    current: () => current,
  };
}
