/** Is the database still where it was opened, and is there room for more? */
import { statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DatabaseMoved } from './database-trouble.ts';

/** A group commit of the largest pushes fits; with less, the next one may fail. */
export const LEAST_FREE_BYTES = 1_024 * 1_024;

export interface DatabasePlace {
  /** @throws DatabaseMoved, also when another file lies there */
  readonly ensureSameFile: () => void;
  readonly hasRoom: () => Promise<boolean>;
  /** Of the database with its log, and what is left where they lie. */
  readonly size: () => Promise<{ readonly bytes: number; readonly freeBytes: number }>;
}

/**
 * A file that was deleted, or whose volume went away, still takes commits from those who have it open: they would be
 * acknowledged and be gone with the process. Synchronous, because Node's threads may be busy with passwords.
 */
export function databasePlace(file: string): DatabasePlace {
  const opened = statSync(file);
  return {
    ensureSameFile: () => {
      const now = statSync(file, { throwIfNoEntry: false });
      if (now?.ino !== opened.ino || now.dev !== opened.dev) {
        throw new DatabaseMoved(`${file} is gone or was replaced`);
      }
    },
    hasRoom: async () => {
      const { bavail, bsize } = await statfs(dirname(file));
      return bavail * bsize >= LEAST_FREE_BYTES;
    },
    size: async () => {
      const { bavail, bsize } = await statfs(dirname(file));
      const sizes = [file, `${file}-wal`].map((path) => statSync(path, { throwIfNoEntry: false })?.size ?? 0);
      return { bytes: sizes.reduce((sum, size) => sum + size, 0), freeBytes: bavail * bsize };
    },
  };
}
