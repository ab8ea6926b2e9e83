/**
 * What did a flush change of its authors' own rows? Mostly this is most of what such a device is behind by, so its pull
 * (SYNC4) reads what is older alone, if anything: these rows go along with the results of its push.
 */
import type { User } from '../auth/accounts.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { ChangeLog } from '../db/change-log.ts';
import { meOf } from './poke-hub.ts';
import type { Names, WireRow } from './wire-rows.ts';
import { attendanceRow, enrolmentRow, notificationRow, requestRow, scanRow } from './wire-rows.ts';
import type { WorkingSet } from './working-set.ts';
import type { Written } from './write-set.ts';

export interface OwnChanges {
  /** Nothing of the user's own changed after this and before the flush. */
  readonly since: number;
  /** The flush's commit. */
  readonly upTo: number;
  /** All own rows that the flush changed. */
  readonly rows: readonly WireRow[];
}

/** The same where all that changed after `since` is in hand; null when others may have changed too. */
export function inHandNow(
  own: OwnChanges | null,
  /** Of the user's own scope, as it is now. */
  lastChange: number,
): OwnChanges | null {
  return own !== null && lastChange === own.upTo ? own : null;
}

/** Asked before the commit; the answer, by user, is complete after it. */
export function ownChanges(
  catalogue: Catalogue,
  lastChange: ChangeLog['lastChange'],
  set: WorkingSet,
  written: Written,
  authors: readonly User[],
): ReadonlyMap<number, OwnChanges> {
  const byId = new Map(authors.map((author) => [author.id, author]));
  /** Of whom a row changed that can't be told from what is in hand. */
  const incomplete = new Set(set.users.changed().map(({ id }) => id));
  const found = new Map(
    [...byId.keys()].map((userId) => {
      const missed = () => {
        incomplete.add(userId);
        return undefined;
      };
      const names: Names = {
        user: (id) => byId.get(id) ?? set.users.get(id) ?? missed(),
        sessionUuid: (id) => set.sessions.get(id)?.uuid ?? missed(),
      };
      const rows: WireRow[] = [];
      return [userId, { names, rows, missed }] as const;
    }),
  );
  const add = <Row>(
    rows: readonly Row[],
    userOf: (row: Row) => number,
    toWire: (row: Row, names: Names) => WireRow[],
  ) => {
    for (const row of rows) {
      const own = found.get(userOf(row));
      if (!own) continue;
      const made = toWire(row, own.names);
      if (made.length === 0) own.missed();
      own.rows.push(...made);
    }
  };
  const known = { catalogue };
  add(
    written.enrolments,
    (row) => row.studentId,
    (row, names) => enrolmentRow(known, names, row),
  );
  add(
    written.attendance,
    (row) => row.studentId,
    (row, names) => attendanceRow(known, names, row),
  );
  add(
    written.scans,
    (row) => row.studentId,
    (row, names) => scanRow(known, names, row, false),
  );
  add(
    written.requests,
    (row) => row.studentId,
    (row, names) => requestRow(known, names, row, false),
  );
  add(
    written.notifications,
    (row) => row.userId,
    (row, names) => notificationRow(known, names, row),
  );
  const complete = [...found].filter(([userId]) => !incomplete.has(userId));
  return new Map(
    complete.map(([userId, { rows }]) => [
      userId,
      { since: lastChange(meOf(userId)), upTo: written.upTo, rows },
    ]),
  );
}
