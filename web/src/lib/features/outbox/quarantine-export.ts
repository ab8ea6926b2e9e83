/** Facts that can't be sent as they are, as a file that a person can keep and hand to whoever looks into it (DEV4). */
import type { QuarantineRecord } from '../../db/outbox-db.ts';

interface Export {
  readonly userId: string;
  /** Raw device time, epoch ms. */
  readonly exportedAt: number;
  readonly records: readonly QuarantineRecord[];
}

/** Everything as it was kept, unread: also what no version of the app understands. */
export function quarantineAsJson({ userId, exportedAt, records }: Export): string {
  return JSON.stringify({ app: 'hazri', kind: 'quarantine', v: 1, userId, exportedAt, records }, asText, 2);
}

/** IndexedDB keeps more than JSON can say. */
function asText(_: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Uint8Array) return [...value];
  return value;
}
