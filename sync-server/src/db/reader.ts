/**
 * Reads by statements that stay prepared. `@libsql/client` prepares each time, which costs more than most of the
 * reads that a flush makes; this is the library below it, with a connection of its own.
 */
import Libsql from 'libsql';
import { BoundedMap } from '../bounded-map.ts';
import { BUSY_TIMEOUT_MS } from './connection.ts';

/** The program has about fifty; more only if somebody makes them up at run time. */
const MAX_PREPARED = 256;

export interface Reader {
  /** The first cell of the first row: what one JSON text holds. As of the last commit. */
  readonly readText: (query: string, values: readonly (number | string)[]) => Promise<string>;
  readonly close: () => void;
}

/** @param file of a database that exists */
export function openReader(file: string): Reader {
  const connection = new Libsql(file, { timeout: BUSY_TIMEOUT_MS });
  const prepared = new BoundedMap<string, ReturnType<typeof prepare>>(MAX_PREPARED);
  const prepare = (query: string) => connection.prepare(query).raw(true);
  return {
    readText: (query, values) => {
      let statement = prepared.get(query);
      if (!statement) {
        statement = prepare(query);
        prepared.set(query, statement);
      }
      const [text] = statement.get(values) as readonly [string];
      return Promise.resolve(text);
    },
    close: () => {
      prepared.clear();
      connection.close();
    },
  };
}
