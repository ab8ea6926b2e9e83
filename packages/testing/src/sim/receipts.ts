/** When was a fact first received, as a phone can prove it to a server that has forgotten (SYNC6)? */
import type { FactId, FactKey } from '@hazri/domain';
import type { Answer } from '@hazri/sync-client';
import { syncResponse } from '@hazri/sync-protocol';
import type { Account } from './account.ts';
import { keysOf } from './account.ts';
import type { Incarnation } from './incarnation.ts';

/** A fact that a lost life of the server received, and a phone that can prove when. */
export interface Proof {
  readonly receivedAt: number;
  /** When the server was put back. */
  readonly at: number;
  /** The run of the app that alone knows of it; null: it is stored. */
  readonly life: Incarnation | null;
}

interface ProvenResult {
  readonly id: FactId;
  readonly receivedAt: number;
}

/** What an answer says with the server's stamp, whatever becomes of the fact. */
export function provenIn(answer: Answer): readonly ProvenResult[] {
  if (answer.kind !== 'answered' || answer.status !== 200) return [];
  const parsed = syncResponse.safeParse(answer.body);
  if (!parsed.success) return [];
  return parsed.data.results.flatMap(({ id, outcome, receivedAt, stamp }) =>
    outcome === 'retry' || receivedAt === undefined || stamp === undefined ? [] : [{ id, receivedAt }],
  );
}

/** A run of the app that was told of facts, stored or not. */
interface Remembering {
  readonly account: Account;
  readonly life: Incarnation;
  readonly told: ReadonlyMap<FactId, number>;
}

/** All that a phone can prove; what it has stored counts before what the running app, if any, remembers being told. */
export async function provenReceipts(
  accounts: readonly Account[],
  remembering: Remembering | null,
): Promise<ReadonlyMap<FactKey, Omit<Proof, 'at'>>> {
  const proofs = new Map<FactKey, Omit<Proof, 'at'>>();
  if (remembering !== null) {
    const { account, life, told } = remembering;
    for (const [id, receivedAt] of told)
      for (const key of keysOf(account, [id])) proofs.set(key, { receivedAt, life });
  }
  for (const account of accounts)
    for (const [key, receivedAt] of await storedReceipts(account))
      proofs.set(key, { receivedAt, life: null });
  return proofs;
}

/** What an account's databases can prove. */
async function storedReceipts({ person, store }: Account): Promise<ReadonlyMap<FactKey, number>> {
  const { entries } = await store.readOutbox(Number.MAX_SAFE_INTEGER, new Set());
  const times = [
    ...entries.map(({ fact, receipt }) => [fact.id, receipt?.receivedAt ?? null] as const),
    ...[...store.acknowledged()].map(
      ([id, { receivedAt, stamp }]) => [id, stamp === null ? null : receivedAt] as const,
    ),
  ];
  return new Map(
    times.flatMap(([id, receivedAt]) =>
      receivedAt === null ? [] : keysOf({ person }, [id]).map((key) => [key, receivedAt] as const),
    ),
  );
}
