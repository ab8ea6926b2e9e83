/** The newest headcount of a session that this device knows: its own unsent one, or the one the server keeps. */
import { newer, type SessionId } from '@hazri/domain';
import type { Device } from '../../device/device.ts';
import { pendingFacts } from '../live/records.ts';

/** @returns bodies in the room; null while nobody counted */
export async function headcountOf({ outbox, replica }: Device, sessionId: SessionId): Promise<number | null> {
  const [rows, pending] = await Promise.all([
    replica.ofSession('headcount', sessionId),
    pendingFacts(outbox),
  ]);
  const own = pending.flatMap((fact) =>
    fact.kind === 'headcount' && fact.body.sessionId === sessionId
      ? [{ count: fact.body.count, made: { stamp: fact.hlc, factId: fact.id } }]
      : [],
  );
  const newest = own.reduce<(typeof own)[number] | null>(
    (best, one) => (best === null || newer(one.made, best.made) ? one : best),
    null,
  );
  const [row] = rows;
  if (newest === null) return row?.count ?? null;
  // A count by another device may be newer than one of ours that waits; on a tie ours hasn't been answered yet.
  if (row && (row.stamp[0] - newest.made.stamp[0] || row.stamp[1] - newest.made.stamp[1]) > 0)
    return row.count;
  return newest.count;
}
