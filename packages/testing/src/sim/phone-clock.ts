/** What a phone's clock shows: somebody sets it, it gains or loses, and one beside it never jumps. */
import type { Clock } from '@hazri/sync-client';
import type { PhoneTraits } from './phone-traits.ts';
import type { VirtualTime } from './virtual-time.ts';

const DAY_MS = 86_400_000;

export class PhoneClock implements Clock {
  readonly #time: VirtualTime;
  readonly #traits: Pick<PhoneTraits, 'skewMs' | 'drift'>;
  #stepMs = 0;

  constructor(time: VirtualTime, traits: Pick<PhoneTraits, 'skewMs' | 'drift'>) {
    this.#time = time;
    this.#traits = traits;
  }

  /** Raw device clock. */
  deviceNow(): number {
    const { skewMs, drift } = this.#traits;
    const now = this.#time.now();
    return Math.trunc(now + skewMs + this.#stepMs + (now % DAY_MS) * drift);
  }

  mono(): number {
    return this.#time.now() * (1 + this.#traits.drift);
  }

  /** Somebody sets it. */
  step(byMs: number): void {
    this.#stepMs += byMs;
  }
}
