/**
 * Does a server that was restored from a backup date facts by their first receipt (SYNC6)? What phones could prove
 * at the restore is held against its tables in the end.
 */
import type { FactKey } from '@hazri/domain';
import { num, text } from './raw-rows.ts';
import { Violation } from './violation.ts';
import type { World } from './world.ts';

export async function checkFirstReceipts(world: World): Promise<void> {
  const { proofs, wipedAt } = world.ledger;
  for (const row of await world.server.rows(
    `SELECT u.uuid || '/' || f.id AS key, f.received_at, f.sent_at, d.uuid AS device
       FROM facts f JOIN users u ON u.id = f.author_id LEFT JOIN devices d ON d.id = f.device_id`,
  )) {
    const key = text(row, 'key') as FactKey;
    const proof = proofs.get(key);
    if (proof === undefined) continue;
    const receivedAt = num(row, 'received_at');
    if (receivedAt === proof.receivedAt) {
      world.count('first receipts honoured after a restore');
      continue;
    }
    const carrier = world.server.committed.find(
      (exchange) => exchange.device === row['device'] && exchange.receivedAt === receivedAt,
    );
    const forgotten = Math.min(
      proof.life?.endedAt ?? Number.POSITIVE_INFINITY,
      wipedAt.get(key) ?? Number.POSITIVE_INFINITY,
    );
    // Sent before its phone could know of another life, or once it had lost the proof: the next run sends in the same instant.
    if (carrier && (carrier.trulySentAt < proof.at || carrier.trulySentAt >= forgotten)) continue;
    throw new Violation(
      'first_receipt_stands',
      `${key}: first received at ${proof.receivedAt}, told so, and dated ${receivedAt} now`,
    );
  }
}
