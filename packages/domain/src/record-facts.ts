/** Which facts are there, each once? Part of the reference fold (record.ts). */
import type { Fact, FactFor, FactKind, ReceivedFact } from './facts.ts';
import { clampStamp, newer } from './stamp.ts';

/** Each id once: the copy received first stands (FACT4); received in the same millisecond, the smaller text. */
export function distinctFacts(facts: readonly ReceivedFact[]): readonly ReceivedFact[] {
  const byId = new Map<string, ReceivedFact>();
  for (const received of facts) {
    const known = byId.get(received.fact.id);
    if (known === undefined || isEarlier(received, known)) byId.set(received.fact.id, received);
  }
  return [...byId.values()].toSorted((a, b) => (a.fact.id < b.fact.id ? -1 : 1));
}

/** The facts of one kind. Kinds that nobody asks for are set aside by that alone (FACT2). */
export function ofKind<Kind extends FactKind>(
  facts: readonly ReceivedFact[],
  kind: Kind,
): readonly ReceivedFact<FactFor<Kind>>[] {
  return facts.filter((received): received is ReceivedFact<FactFor<Kind>> => received.fact.kind === kind);
}

/** The fact with the greatest stamp, clamped by its receipt (FACT3); tie: the larger id. */
export function newestOf<F extends Fact>(facts: readonly ReceivedFact<F>[]): ReceivedFact<F> | null {
  let newest: ReceivedFact<F> | null = null;
  for (const received of facts) {
    if (newest === null || newer(stamped(received), stamped(newest))) newest = received;
  }
  return newest;
}

/** What `newer` and the attendance fold compare. */
export function stamped({ fact, receivedAt }: ReceivedFact) {
  return { stamp: clampStamp(fact.hlc, receivedAt), factId: fact.id };
}

function isEarlier(a: ReceivedFact, b: ReceivedFact): boolean {
  return a.receivedAt === b.receivedAt ? JSON.stringify(a) < JSON.stringify(b) : a.receivedAt < b.receivedAt;
}
