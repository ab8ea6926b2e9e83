/** What this device knows: confirmed rows of the replica, and its own facts with the server's answer to each. */
import type { Fact } from '@hazri/domain';
import { parseFact, type Outcome, type RowOf } from '@hazri/sync-protocol';
import type { FactRecord, OutboxDb } from '../../db/outbox-db.ts';

/** A fact that this device stated; `answer` is null while it waits in the outbox. */
export interface MyFact {
  readonly fact: Fact;
  readonly answer: {
    readonly outcome: Outcome;
    readonly reason: string | null;
    readonly receivedAt: number;
  } | null;
}

export type ClassRow = RowOf<'class'>;
export type SessionRow = RowOf<'session'>;
export type EnrolmentRow = RowOf<'enrolment'>;
export type AttendanceRow = RowOf<'attendance'>;
export type ScanRow = RowOf<'scan'>;

/** Facts that the server hasn't acknowledged: what the screens fold over the replica (DEV3). */
export async function pendingFacts(outbox: OutboxDb): Promise<readonly Fact[]> {
  return (await outbox.unsent()).flatMap(readFact).map(({ fact }) => fact);
}

/** Every scan that this device still keeps, sent or not. */
export async function myScans(outbox: OutboxDb): Promise<readonly MyFact[]> {
  return (await outbox.ofKind('scan')).flatMap(readFact);
}

/** Every list of shown codes that this device still keeps, sent or not. */
export async function myShownCodes(outbox: OutboxDb): Promise<readonly Fact[]> {
  return (await outbox.ofKind('codes.shown')).flatMap(readFact).map(({ fact }) => fact);
}

/** A fact of another version of the app is sent as it is, but no screen can show it. */
function readFact(record: FactRecord): readonly MyFact[] {
  const parsed = parseFact(record.fact);
  if (!parsed.ok) return [];
  const { outcome, reason, receivedAt } = record;
  const answered = outcome !== null && receivedAt !== null;
  return [{ fact: parsed.value, answer: answered ? { outcome, reason, receivedAt } : null }];
}
