/** Where facts come in: pushes that arrive within a few milliseconds become one flush (SYNC3). */
import type { Writer } from '../db/writer.ts';
import { Overloaded } from '../db/writer.ts';
import type { Exchange } from './exchange.ts';
import type { Pushed } from './flush.ts';
import { flush } from './flush.ts';
import type { FlushDeps } from './flush-deps.ts';
import type { Received } from './incoming.ts';
import { receive } from './incoming.ts';
import type { PokeHub } from './poke-hub.ts';
import { inSteps } from './in-steps.ts';

/** How long the first push of a flush waits for company. */
const GROUP_WINDOW_MS = 3;
/** Facts of one flush: bounds how long the others wait for it. */
const MAX_FACTS_PER_FLUSH = 1_000;
/** Facts read at a time while the flush before them waits for the disk: about a millisecond's work. */
const READ_AHEAD = 50;
/**
 * What may wait, in facts: some three seconds of work on a small machine. Beyond it the server says 503 before it queues
 * without bound (SYNC9).
 */
const MAX_QUEUED_WEIGHT = 30_000;
/** A push takes as long as so many facts before it brings any. */
const PUSH_WEIGHT = 3;

export interface Ingest {
  /** Whether a push would be refused now: worth asking before its signature is checked. */
  readonly isFull: () => boolean;
  /** Resolves when the facts are durable. @throws Overloaded */
  readonly push: (exchange: Exchange) => Promise<Pushed>;
}

interface Waiting {
  readonly exchange: Exchange;
  /** Once its facts are read: at the latest in its flush. */
  received: Received | null;
  readonly resolve: (pushed: Pushed) => void;
  readonly reject: (cause: unknown) => void;
}

const NOTHING: Pushed = { results: [], own: null };

export function makeIngest(deps: FlushDeps, writer: Writer, pokes: PokeHub): Ingest {
  let queue: Waiting[] = [];
  let queuedWeight = 0;
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
          for (const { reject } of take(queue.length)) reject(cause);
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
    return take(size);
  }

  function take(size: number): readonly Waiting[] {
    const group = queue.slice(0, size);
    queue = queue.slice(size);
    for (const { exchange } of group) queuedWeight -= weightOf(exchange);
    return group;
  }

  async function flushGroup(
    turn: Parameters<Parameters<Writer['run']>[0]>[0],
    group: readonly Waiting[],
  ): Promise<void> {
    try {
      const received = group.map(read);
      const stopReading = readAhead();
      const { pushed, changes } = await flush(deps, turn, received).finally(stopReading);
      group.forEach(({ resolve }, index) => resolve(pushed[index] ?? NOTHING));
      pokes.publish(changes.scopes);
    } catch (cause) {
      for (const { reject } of group) reject(cause);
    }
  }

  /** Reads what goes with the next flush, as far as this one has to wait; @returns ends it */
  function readAhead(): () => void {
    let next = 0;
    let facts = 0;
    return inSteps(() => {
      const until = facts + READ_AHEAD;
      for (let waiting = queue[next]; waiting && facts < until; waiting = queue[++next]) {
        read(waiting);
        facts += waiting.exchange.facts.length;
      }
      return facts >= until && facts < MAX_FACTS_PER_FLUSH;
    });
  }

  function read(waiting: Waiting): Received {
    waiting.received ??= receive(waiting.exchange, deps.keys);
    return waiting.received;
  }

  const isFull = (): boolean => queuedWeight >= MAX_QUEUED_WEIGHT;

  return {
    isFull,
    push: (exchange) => {
      if (isFull()) return Promise.reject(new Overloaded('too many pushes are waiting'));
      return new Promise((resolve, reject) => {
        queue.push({ exchange, received: null, resolve, reject });
        queuedWeight += weightOf(exchange);
        schedule();
      });
    },
  };
}

function weightOf({ facts }: Exchange): number {
  return PUSH_WEIGHT + facts.length;
}
