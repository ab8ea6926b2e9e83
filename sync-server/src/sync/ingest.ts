/** Where facts come in: pushes that arrive within a few milliseconds become one flush (SYNC3). */
import type { Writer } from '../db/writer.ts';
import { Overloaded } from '../db/writer.ts';
import type { Exchange } from './exchange.ts';
import type { Pushed } from './flush.ts';
import { flush } from './flush.ts';
import type { FlushDeps } from './flush-deps.ts';
import type { PokeHub } from './poke-hub.ts';

/** How long the first push of a flush waits for company. */
const GROUP_WINDOW_MS = 3;
/** Facts of one flush: bounds how long the others wait for it. */
const MAX_FACTS_PER_FLUSH = 1_000;
/** Pushes that may wait; beyond it the server says 503 before it queues without bound (SYNC9). */
export const MAX_QUEUED_EXCHANGES = 4_000;

export interface Ingest {
  /** Whether a push would be refused now: worth asking before its signature is checked. */
  readonly isFull: () => boolean;
  /** Resolves when the facts are durable. @throws Overloaded */
  readonly push: (exchange: Exchange) => Promise<Pushed>;
}

interface Waiting {
  readonly exchange: Exchange;
  readonly resolve: (pushed: Pushed) => void;
  readonly reject: (cause: unknown) => void;
}

const NOTHING: Pushed = { results: [], own: null };

export function makeIngest(deps: FlushDeps, writer: Writer, pokes: PokeHub): Ingest {
  let queue: Waiting[] = [];
  let scheduled = false;

  /** While a flush waits for the disk the next one gathers; this one begins when the writer is free. */
  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    setTimeout(() => {
      writer
        .run(async (turn) => {
          scheduled = false;
          const group = takeGroup();
          if (queue.length > 0) schedule();
          await flushGroup(turn, group);
        })
        .catch((cause: unknown) => {
          scheduled = false;
          for (const { reject } of queue.splice(0)) reject(cause);
        });
    }, GROUP_WINDOW_MS);
  }

  function takeGroup(): readonly Waiting[] {
    let facts = 0;
    let size = 0;
    for (const { exchange } of queue) {
      facts += exchange.facts.length;
      if (size > 0 && facts > MAX_FACTS_PER_FLUSH) break;
      size += 1;
    }
    const group = queue.slice(0, size);
    queue = queue.slice(size);
    return group;
  }

  async function flushGroup(
    turn: Parameters<Parameters<Writer['run']>[0]>[0],
    group: readonly Waiting[],
  ): Promise<void> {
    try {
      const { pushed, changes } = await flush(
        deps,
        turn,
        group.map(({ exchange }) => exchange),
      );
      group.forEach(({ resolve }, index) => resolve(pushed[index] ?? NOTHING));
      pokes.publish(changes.scopes);
    } catch (cause) {
      for (const { reject } of group) reject(cause);
    }
  }

  const isFull = (): boolean => queue.length >= MAX_QUEUED_EXCHANGES;

  return {
    isFull,
    push: (exchange) => {
      if (isFull()) return Promise.reject(new Overloaded('too many pushes are waiting'));
      return new Promise((resolve, reject) => {
        queue.push({ exchange, resolve, reject });
        schedule();
      });
    },
  };
}
