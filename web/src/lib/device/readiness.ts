/** Could this device do its work from now on without any network? (DEV9) */
import type { ReplicaDb } from '../db/replica-db.ts';
import { WARN_BELOW_DAYS } from './issuer-keys.ts';

const DAY_MS = 86_400_000;

export interface Readiness {
  readonly signedIn: boolean;
  readonly deviceRegistered: boolean;
  /** Day keys for showing codes; `soon`: fewer than five days are left. */
  readonly keys: 'not_needed' | 'ok' | 'soon' | 'missing';
  readonly replicaPulled: boolean;
  /** App shell, code and decoder are on the device: a service worker activates only with all of them. */
  readonly precached: boolean;
  readonly ready: boolean;
}

interface Facts {
  readonly deviceRegistered: boolean;
  readonly isStaff: boolean;
  /** End of the last day with a key, epoch ms. */
  readonly keysUntil: number | null;
  readonly replica: ReplicaDb;
  /** Server-anchored, epoch ms. */
  readonly nowMs: number;
}

export async function readReadiness(facts: Facts): Promise<Readiness> {
  const keys = keysState(facts);
  const { deviceRegistered } = facts;
  const replicaPulled = (await facts.replica.cursors.count().catch(() => 0)) > 0;
  const precached = await isPrecached();
  const ready = deviceRegistered && keys !== 'missing' && replicaPulled && precached;
  return { signedIn: true, deviceRegistered, keys, replicaPulled, precached, ready };
}

function keysState({ isStaff, keysUntil, nowMs }: Facts): Readiness['keys'] {
  if (!isStaff) return 'not_needed';
  if (keysUntil === null || keysUntil <= nowMs) return 'missing';
  return keysUntil - nowMs < WARN_BELOW_DAYS * DAY_MS ? 'soon' : 'ok';
}

async function isPrecached(): Promise<boolean> {
  try {
    const registration = await navigator.serviceWorker.getRegistration();
    return registration?.active?.state === 'activated';
  } catch {
    return false;
  }
}
