/**
 * Does every open app keep in touch? While the network around it and the server are well it is connected, or has asked,
 * or was told that it has to sign in, within its own bound: one that tries no more would be judged by nothing else, as
 * `connected_is_current` speaks of those that are connected.
 */
import { LONGEST_RETRY_MS } from '@hazri/sync-client';
import { NOTICED_MS } from './live-wires.ts';
import type { PhoneTraits } from './phone-traits.ts';
import { Violation } from './violation.ts';

/** An exchange or handshake that takes long, and the time between two looks. */
const GRACE_MS = 60_000;

export interface Touch {
  readonly isConnected: boolean;
  /** When the server last heard of the app, or last refused a connection of it. */
  readonly heardAt: number;
}

export class ConnectionWatch {
  /** Since when each has had no reason to be out of touch, but is. */
  readonly #since = new Map<number, number>();

  /** It isn't open, or nobody could expect anything of it. */
  pass(phone: number): void {
    this.#since.delete(phone);
  }

  /** @throws Violation when the app has been out of touch for longer than it ever waits */
  look(traits: PhoneTraits, { isConnected, heardAt }: Touch, now: number): void {
    const { index, name } = traits;
    if (isConnected) {
      this.pass(index);
      return;
    }
    const since = Math.max(heardAt, this.#since.get(index) ?? now);
    this.#since.set(index, since);
    const outMs = now - since;
    if (outMs > longestSilenceMs(traits))
      throw new Violation('keeps_in_touch', `${name}: nothing for ${Math.round(outMs / 1_000)} s`);
  }
}

/** A live connection that has died is noticed and then made again; others ask now and then (phone.ts). */
function longestSilenceMs({ live, syncEveryMs }: PhoneTraits): number {
  const waitMs = live ? NOTICED_MS.most : syncEveryMs * 1.5;
  return waitMs + LONGEST_RETRY_MS + GRACE_MS;
}
