/** One run of the app on a phone, from start to crash: what it asks for after its end is never answered. */
import type { AdoptingStore } from '@hazri/sync-client';

const NEVER = new Promise<never>(() => undefined);

export class Incarnation {
  readonly #now: () => number;
  #endedAt: number | null = null;
  /** Effects until the app dies; null: it doesn't. */
  #effectsLeft: number | null = null;
  #onDeath: () => void = () => undefined;

  /** @param now virtual time */
  constructor(now: () => number) {
    this.#now = now;
  }

  dieAfter(effects: number, onDeath: () => void): void {
    this.#effectsLeft = effects;
    this.#onDeath = onDeath;
  }

  get alive(): boolean {
    return this.#endedAt === null;
  }

  get endedAt(): number | null {
    return this.#endedAt;
  }

  end(): void {
    this.#endedAt ??= this.#now();
  }

  /** One effect: the app may die before it happens, or after it happened and before it is known of. */
  async effect<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isOver()) return NEVER;
    const result = await work();
    return this.#isOver() ? NEVER : result;
  }

  #isOver(): boolean {
    return !this.alive || this.#isLast();
  }

  #isLast(): boolean {
    if (this.#effectsLeft === null) return false;
    this.#effectsLeft -= 1;
    if (this.#effectsLeft >= 0) return false;
    this.#effectsLeft = null;
    this.end();
    this.#onDeath();
    return true;
  }
}

/** The store as one incarnation sees it. */
export function mortalStore(inner: AdoptingStore, life: Incarnation): AdoptingStore {
  return {
    state: (build) => life.effect(() => inner.state(build)),
    readProgress: () => life.effect(() => inner.readProgress()),
    readOutbox: (limit, skip) => life.effect(() => inner.readOutbox(limit, skip)),
    quarantine: (ids, reason) => life.effect(() => inner.quarantine(ids, reason)),
    applyChanges: (changes) => life.effect(() => inner.applyChanges(changes)),
    settle: (settlement) => life.effect(() => inner.settle(settlement)),
    startEpoch: (epoch) => life.effect(() => inner.startEpoch(epoch)),
    adopt: (entries) => life.effect(() => inner.adopt(entries)),
  };
}
