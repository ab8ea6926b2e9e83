/** Which of two facts was received first? The order is total, so that "the first" is the same everywhere (FACT1). */
import type { Fact, ReceivedFact } from './facts.ts';

type Received = Pick<ReceivedFact, 'author' | 'receivedAt'> & { readonly fact: Pick<Fact, 'id'> };

/** For sorting: by first receipt; of the same millisecond the smaller id, then the smaller author. */
export function byReceipt(a: Received, b: Received): number {
  return a.receivedAt - b.receivedAt || compareText(a.fact.id, b.fact.id) || compareText(a.author, b.author);
}

/** By UTF-16 units, as `<` does. */
export function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
