/** Which facts are there, each once? Part of the reference fold (record.ts). */
import type { Fact, FactFor, FactKind, ReceivedFact } from './facts.ts';
import type { FactKey } from './ids.ts';
import { factKey } from './ids.ts';
import { compareText } from './receipt-order.ts';
import { clampStamp, newer } from './stamp.ts';

/**
 * Each id of an author once: the copy received first stands (FACT4); received in the same millisecond, the smaller
 * text.
 */
export function distinctFacts(facts: readonly ReceivedFact[]): readonly ReceivedFact[] {
  const byKey = new Map<FactKey, ReceivedFact>();
  for (const received of facts) {
    const key = keyOf(received);
    const known = byKey.get(key);
    if (known === undefined || isEarlier(received, known)) byKey.set(key, received);
  }
  return [...byKey.values()].toSorted(
    (a, b) => compareText(a.fact.id, b.fact.id) || compareText(a.author, b.author),
  );
}

export function keyOf({ author, fact }: ReceivedFact): FactKey {
  return factKey(author, fact.id);
}

/** The facts of one kind. Kinds that nobody asks for are set aside by that alone (FACT2). */
export function ofKind<Kind extends FactKind>(
  facts: readonly ReceivedFact[],
  kind: Kind,
): readonly ReceivedFact<FactFor<Kind>>[] {
  return facts.filter((received): received is ReceivedFact<FactFor<Kind>> => received.fact.kind === kind);
}

/** The fact with the greatest stamp, clamped by its receipt (FACT3); tie: the larger id, then author. */
export function newestOf<F extends Fact>(facts: readonly ReceivedFact<F>[]): ReceivedFact<F> | null {
  let newest: ReceivedFact<F> | null = null;
  for (const received of facts) {
    if (newest === null || newer(stamped(received), stamped(newest))) newest = received;
  }
  return newest;
}

/** What `newer` and the attendance fold compare. */
export function stamped({ fact, author, receivedAt }: ReceivedFact) {
  return { stamp: clampStamp(fact.hlc, receivedAt), factId: fact.id, author };
}

function isEarlier(a: ReceivedFact, b: ReceivedFact): boolean {
  return a.receivedAt === b.receivedAt ? JSON.stringify(a) < JSON.stringify(b) : a.receivedAt < b.receivedAt;
}
