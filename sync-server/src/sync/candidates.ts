/** Facts that can be read, with what the server saw of them when they came: what a flush takes in. */
import type { Fact } from '@hazri/domain';
import type { User } from '../auth/accounts.ts';
import { storedFact } from './received-fact.ts';
import type { Arrival } from './taking/taking.ts';
import type { FactRow } from './rows.ts';
import type { WorkingSet } from './working-set.ts';

export interface Candidate {
  readonly row: FactRow;
  readonly fact: Fact;
  readonly arrival: Arrival;
}

/** Stored facts as they arrived in their time. */
export async function candidatesOf(set: WorkingSet, rows: readonly FactRow[]): Promise<readonly Candidate[]> {
  await set.loadUsers([...new Set(rows.map((row) => row.authorId))]);
  return rows.flatMap((row): Candidate[] => {
    const author: User | undefined = set.users.get(row.authorId);
    if (!author) return [];
    const fact = storedFact(row);
    const { deviceId, receivedAt, sentAt } = row;
    return [
      {
        row,
        fact,
        arrival: {
          fact,
          author,
          deviceId,
          address: row.address,
          installation: null,
          receivedAt,
          sentAt,
          jump: null,
          contactAfter: false,
        },
      },
    ];
  });
}
