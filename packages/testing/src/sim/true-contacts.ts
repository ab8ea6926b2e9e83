/**
 * Which exchanges of a device were contacts? Told by what nobody in the simulated world knows: when each message was
 * truly sent, and every message that ever arrived. The server must come to the same with what it may remember.
 */
import { JUMP_TOLERANCE_MS } from '@hazri/domain';
import type { Contact } from '@hazri/domain';
import type { CommittedExchange } from './server-edge.ts';

/** @param exchanges of one device, in the order of their commits */
export function trueContacts(exchanges: readonly CommittedExchange[]): readonly Contact[] {
  const arrived = new Set<string>();
  const contacts: CommittedExchange[] = [];
  for (const exchange of exchanges) {
    const last = contacts.at(-1);
    const isCopy = arrived.has(exchange.message);
    arrived.add(exchange.message);
    if (!isCopy && (last === undefined || !wasOvertaken(exchange, last))) contacts.push(exchange);
  }
  return contacts.map(({ sentAt, receivedAt, hadRoom }) => ({ sentAt, receivedAt, hadRoom, answered: true }));
}

/** Not told from a clock that was put back is one whose clock was changed between the two messages. */
function wasOvertaken(exchange: CommittedExchange, last: CommittedExchange): boolean {
  const errorOf = ({ sentAt, trulySentAt }: CommittedExchange) => sentAt - trulySentAt;
  return (
    exchange.trulySentAt < last.trulySentAt &&
    Math.abs(errorOf(exchange) - errorOf(last)) <= JUMP_TOLERANCE_MS
  );
}
