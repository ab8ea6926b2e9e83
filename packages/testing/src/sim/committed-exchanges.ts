/** Which exchanges were committed, and when were they truly sent? What the reference fold is told of contacts. */
import type { InStatement } from '@libsql/client';
import type { CommittedExchange, Exchange } from './server-edge.ts';
import { isFlush } from './transactions.ts';

export class CommittedExchanges {
  readonly #all: CommittedExchange[] = [];
  readonly #trulySentAt = new Map<string, number>();
  #pending: Exchange[] = [];

  get all(): readonly CommittedExchange[] {
    return this.#all;
  }

  /** @param message its id; @param at virtual time */
  noteSent(message: string, at: number): void {
    this.#trulySentAt.set(message, at);
  }

  await(exchange: Exchange): void {
    this.#pending.push(exchange);
  }

  forget(exchange: Exchange): void {
    this.#pending = this.#pending.filter((other) => other !== exchange);
  }

  /** A server that starts knows of nothing that is under way. */
  forgetPending(): void {
    this.#pending = [];
  }

  /** Only the first so many are in the database any more. */
  cutTo(count: number): void {
    this.#all.splice(count);
  }

  /** Those of a flush whose messages it notes; of late copies their answer tells. */
  pendingIn(statements: readonly InStatement[]): readonly Exchange[] {
    if (!isFlush(statements)) return [];
    const written = JSON.stringify(statements);
    return this.#pending.filter(({ message }) => message !== null && written.includes(message.id));
  }

  note(group: readonly Exchange[]): void {
    for (const exchange of group) {
      const { device, message, sentAt, receivedAt, hadRoom } = exchange;
      if (!this.#pending.includes(exchange) || !device || !message) continue;
      const trulySentAt = this.#trulySentAt.get(message.id) ?? NaN;
      this.#all.push({ device: device.uuid, message: message.id, sentAt, trulySentAt, receivedAt, hadRoom });
    }
    this.#pending = this.#pending.filter((exchange) => !group.includes(exchange));
  }
}
