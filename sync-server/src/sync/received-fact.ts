/** A stored fact as the rules take it: parsed again from what its device stated. */
import type { DeviceId, Fact, FactKind, ReceivedFact } from '@hazri/domain';
import { assert } from '@hazri/domain';
import { parseFact } from '@hazri/sync-protocol';
import { asUserId } from '../auth/accounts.ts';
import type { FactRow } from './rows.ts';
import type { WorkingSet } from './working-set.ts';

type FactOfKind<Kind extends FactKind> = Extract<Fact, { readonly kind: Kind }>;

/** Only facts that were parsed once are stored as anything but set aside, so a failure here is a bug. */
export function storedFact(row: FactRow): Fact {
  const parsed = parseFact(JSON.parse(row.json));
  assert(parsed.ok, `stored fact ${row.id} can be read`);
  return parsed.value;
}

/** The folds put equal facts in the order of their authors (FACT1); of devices only sameness is asked. */
function receivedFact(set: WorkingSet, row: FactRow): ReceivedFact {
  const author = set.users.get(row.authorId);
  assert(author !== undefined, `the author of ${row.id} was loaded`);
  return {
    fact: storedFact(row),
    author: asUserId(author.uuid),
    device: row.deviceId === null ? null : asDeviceId(String(row.deviceId)),
    receivedAt: row.receivedAt,
    sentAt: row.sentAt,
  };
}

function asDeviceId(text: string): DeviceId {
  return text as DeviceId;
}

/** The rows of these kinds, in the form that the folds take. */
export function receivedFacts<Kind extends FactKind>(
  set: WorkingSet,
  rows: readonly FactRow[],
  kinds: readonly Kind[],
): readonly ReceivedFact<FactOfKind<Kind>>[] {
  return rows.flatMap((row) => {
    const received = receivedFact(set, row);
    return isOneOf(received.fact, kinds) ? [{ ...received, fact: received.fact }] : [];
  });
}

function isOneOf<Kind extends FactKind>(fact: Fact, kinds: readonly Kind[]): fact is FactOfKind<Kind> {
  return kinds.some((kind) => kind === fact.kind);
}
