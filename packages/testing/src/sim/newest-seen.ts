/** What is the newest stamp that a device has on its screens? What it states next must be newer (TIME5). */
import type { Stamp } from '@hazri/domain';
import { compareStamps } from '@hazri/domain';
import type { Row } from '@hazri/sync-protocol';
import type { Account } from './account.ts';
import { rowsByScope } from './device-rows.ts';

/** A stamp further ahead than this isn't followed (FACT3). */
const FOLLOWED_MS = 5 * 60_000;

export async function newestSeen({ store }: Account): Promise<Stamp> {
  const rows = [...(await rowsByScope(store)).values()].flatMap((scope) => [...scope.values()]);
  return rows.reduce<Stamp>(
    (newest, row) => {
      const stamp = stampOf(row);
      return stamp !== null && compareStamps(stamp, newest) > 0 ? stamp : newest;
    },
    [0, 0],
  );
}

/** Whether a fact would lose against what its author had seen when stating it. */
export function isOlder(stamp: Stamp, seen: Stamp): boolean {
  return compareStamps(stamp, seen) <= 0 && seen[0] - stamp[0] < FOLLOWED_MS;
}

/** Written anew on purpose: what the client forgets to look at mustn't be forgotten here, too. */
function stampOf(row: Row): Stamp | null {
  switch (row.type) {
    case 'attendance':
      return row.mark?.stamp ?? null;
    case 'session':
      return row.lifecycle?.stamp ?? null;
    case 'headcount':
    case 'request':
      return row.stamp;
    default:
      return null;
  }
}
