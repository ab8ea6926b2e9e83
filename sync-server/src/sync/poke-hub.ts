/** Tells open connections to come and pull, at most once per 150 ms each (SYNC8). */
import type { Poke, Scope } from '@hazri/sync-protocol';
import type { Writer } from '../db/writer.ts';

const POKE_INTERVAL_MS = 150;
const MAX_CONNECTIONS = 20_000;

/** A scope, with `me` made distinct by its user. */
export type PokeTarget = `me:${number}` | `class:${string}` | `staff:${string}`;

export const meOf = (userId: number): PokeTarget => `me:${userId}`;
export const classScope = (uuid: string): PokeTarget => `class:${uuid}`;
export const staffScope = (uuid: string): PokeTarget => `staff:${uuid}`;

/** A connection's place in the hub. */
export interface Seat {
  /**
   * Its rights were checked: from now on it is poked for these, and for nothing else. Of those that are new it is told
   * the last change: whoever got the right a while ago has pulled since, and was not poked. Nor was who lost one.
   */
  readonly move: (targets: ReadonlySet<PokeTarget>) => void;
  readonly leave: () => void;
}

export interface PokeHub {
  /** Called after the commit: the poke names the counter as it is now, and is news to who has read less. */
  readonly publish: (targets: ReadonlySet<PokeTarget>) => void;
  /**
   * Greets it with all its targets and the last change of any: whoever has pulled that missed nothing.
   * @returns null when there are too many
   */
  readonly connect: (targets: ReadonlySet<PokeTarget>, send: (poke: Poke) => void) => Seat | null;
  readonly size: () => number;
  readonly close: () => void;
}

interface Listener {
  readonly send: (poke: Poke) => void;
  targets: ReadonlySet<PokeTarget>;
  /** Changed and not told yet. */
  readonly pending: Set<PokeTarget>;
  /** The counter after the last of these changes. */
  rev: number;
  /** A right was lost, by time perhaps, which changes no row: it has to pull whatever it has. */
  hasLost: boolean;
  timer: NodeJS.Timeout | null;
}

/** @param epoch of the database that the writer writes */
export function makePokeHub(
  epoch: string,
  { committedRev, lastChange }: Pick<Writer, 'committedRev' | 'lastChange'>,
): PokeHub {
  const listeners = new Set<Listener>();
  /** A connection wants a few targets and a flush touches a few: neither has to look at all of the other's. */
  const byTarget = new Map<PokeTarget, Set<Listener>>();

  function enter(listener: Listener, targets: ReadonlySet<PokeTarget>): void {
    listener.targets = targets;
    for (const target of targets) {
      const others = byTarget.get(target);
      if (others) others.add(listener);
      else byTarget.set(target, new Set([listener]));
    }
  }

  function withdraw(listener: Listener): void {
    for (const target of listener.targets) {
      const others = byTarget.get(target);
      others?.delete(listener);
      if (others?.size === 0) byTarget.delete(target);
    }
  }

  function deliver(listener: Listener): void {
    const { hasLost, pending, rev } = listener;
    if (pending.size === 0 && !hasLost) {
      listener.timer = null;
      return;
    }
    const scopes = [...pending].map(scopeOf);
    pending.clear();
    listener.hasLost = false;
    listener.timer = setTimeout(() => deliver(listener), POKE_INTERVAL_MS);
    listener.send(hasLost ? { scopes } : { scopes, rev, epoch });
  }

  return {
    publish: (targets) => {
      const rev = committedRev();
      const poked = new Set<Listener>();
      for (const target of targets) {
        for (const listener of byTarget.get(target) ?? []) {
          listener.pending.add(target);
          listener.rev = rev;
          poked.add(listener);
        }
      }
      for (const listener of poked) if (listener.timer === null) deliver(listener);
    },
    connect: (targets, send) => {
      if (listeners.size >= MAX_CONNECTIONS) return null;
      const listener: Listener = {
        send,
        targets,
        pending: new Set(targets),
        rev: Math.max(0, ...[...targets].map(lastChange)),
        hasLost: false,
        timer: null,
      };
      listeners.add(listener);
      enter(listener, targets);
      deliver(listener);
      return {
        move: (to) => {
          // A check of rights may end after the connection did.
          if (!listeners.has(listener)) return;
          const added = [...to].filter((target) => !listener.targets.has(target));
          if ([...listener.targets].some((target) => !to.has(target))) listener.hasLost = true;
          withdraw(listener);
          enter(listener, to);
          if (added.length === 0 && !listener.hasLost) return;
          for (const target of added) listener.pending.add(target);
          listener.rev = Math.max(listener.rev, ...added.map(lastChange));
          if (listener.timer === null) deliver(listener);
        },
        leave: () => {
          if (!listeners.delete(listener)) return;
          withdraw(listener);
          if (listener.timer) clearTimeout(listener.timer);
        },
      };
    },
    size: () => listeners.size,
    close: () => {
      for (const { timer } of listeners) if (timer) clearTimeout(timer);
      listeners.clear();
      byTarget.clear();
    },
  };
}

function scopeOf(target: PokeTarget): Scope {
  return target.startsWith('me:') ? 'me' : (target as Scope);
}
