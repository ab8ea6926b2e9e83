/** How often does a device of somebody's ask the server? */
import type { Product } from '../../src/product.ts';

/** @returns the number of facts of every sync of this person that has reached the server since */
export function noteSyncs(product: Product, email: string): readonly number[] {
  const { ingest } = product.server.deps;
  const factsSent: number[] = [];
  const push = ingest.push;
  Object.assign(ingest, {
    push: (exchange: Parameters<typeof push>[0]) => {
      if (exchange.author.email === email) factsSent.push(exchange.facts.length);
      return push(exchange);
    },
  });
  return factsSent;
}
