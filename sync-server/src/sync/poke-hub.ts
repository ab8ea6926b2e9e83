/** Tells open connections to come and pull, at most once per 150 ms each (SYNC8). */
import type { Scope } from '@hazri/sync-protocol';

const POKE_INTERVAL_MS = 150;
const MAX_CONNECTIONS = 20_000;

/** A scope, with `me` made distinct by its user. */
export type PokeTarget = `me:${number}` | `class:${string}` | `staff:${string}`;

export const meOf = (userId: number): PokeTarget => `me:${userId}`;
export const classScope = (uuid: string): PokeTarget => `class:${uuid}`;
export const staffScope = (uuid: string): PokeTarget => `staff:${uuid}`;

interface PokeConnection {
  readonly send: (scopes: readonly Scope[]) => void;
  /** Called anew whenever the connection's rights were checked. */
  readonly targets: () => ReadonlySet<PokeTarget>;
}

export interface PokeHub {
  readonly publish: (targets: ReadonlySet<PokeTarget>) => void;
  /** @returns what takes the connection out again; null when there are too many */
  readonly connect: (connection: PokeConnection) => (() => void) | null;
  readonly size: () => number;
  readonly close: () => void;
}

interface Seat {
  readonly connection: PokeConnection;
  readonly pending: Set<PokeTarget>;
  timer: NodeJS.Timeout | null;
}

export function makePokeHub(): PokeHub {
  const seats = new Set<Seat>();

  function deliver(seat: Seat): void {
    if (seat.pending.size === 0) {
      seat.timer = null;
      return;
    }
    const scopes = [...seat.pending].map(scopeOf);
    seat.pending.clear();
    seat.connection.send(scopes);
    seat.timer = setTimeout(() => deliver(seat), POKE_INTERVAL_MS);
  }

  return {
    publish: (targets) => {
      for (const seat of seats) {
        // A connection wants a few, a flush may touch thousands.
        for (const target of seat.connection.targets()) if (targets.has(target)) seat.pending.add(target);
        if (seat.timer === null) deliver(seat);
      }
    },
    connect: (connection) => {
      if (seats.size >= MAX_CONNECTIONS) return null;
      const seat: Seat = { connection, pending: new Set(), timer: null };
      seats.add(seat);
      return () => {
        seats.delete(seat);
        if (seat.timer) clearTimeout(seat.timer);
      };
    },
    size: () => seats.size,
    close: () => {
      for (const { timer } of seats) if (timer) clearTimeout(timer);
      seats.clear();
    },
  };
}

function scopeOf(target: PokeTarget): Scope {
  return target.startsWith('me:') ? 'me' : (target as Scope);
}
