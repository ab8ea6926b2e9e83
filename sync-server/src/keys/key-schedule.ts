/** Day and session keys, and what is signed with them (token format, section Keys). Synchronous: a MAC takes less than handing it over would. */
import type { KeyObject } from 'node:crypto';
import { createSecretKey, hkdfSync } from 'node:crypto';
import type { SessionRef } from '@hazri/domain';
import { issuerInfo, sessionInfo } from '@hazri/domain';
import { BoundedMap } from '../bounded-map.ts';
import type { Mac } from './mac.ts';
import { makeMac } from './mac.ts';

/** Session keys kept at hand: sessions on screen at one time, times their devices. */
const MAX_CACHED_KEYS = 20_000;
const KEY_BYTES = 32;
const NO_SALT = new Uint8Array(0);

export interface KeySchedule {
  /** K_day, 32 bytes. `day` is the UTC day number of the step. */
  readonly dayKey: (kid: number, day: number) => Uint8Array;
  /** HMAC-SHA256 under K_sess of (kid, day, ref). */
  readonly sessionMac: (kid: number, day: number, ref: SessionRef, message: Uint8Array) => Uint8Array;
  /** HMAC-SHA256 under a key of the server's own for `purpose`; never leaves the server. */
  readonly ownMac: (purpose: string, message: Uint8Array | string) => Uint8Array;
}

export function makeKeySchedule(masterKey: Uint8Array): KeySchedule {
  // A KeyObject is taken as it is; of bytes each derivation would make one first, in twice the time.
  const master = createSecretKey(masterKey);
  const sessionKeys = new BoundedMap<string, Mac>(MAX_CACHED_KEYS);
  const ownKeys = new Map<string, Mac>();

  function dayKey(kid: number, day: number): Uint8Array {
    return hkdf(master, NO_SALT, issuerInfo(kid, day));
  }

  function sessionKey(kid: number, day: number, ref: SessionRef): Mac {
    const name = `${kid}:${day}:${ref}`;
    const known = sessionKeys.get(name);
    if (known) return known;
    const key = makeMac(hkdf(dayKey(kid, day), Buffer.from(ref, 'hex'), sessionInfo()));
    sessionKeys.set(name, key);
    return key;
  }

  return {
    dayKey,
    sessionMac: (kid, day, ref, message) => sessionKey(kid, day, ref)(message),
    ownMac: (purpose, message) => {
      const key =
        ownKeys.get(purpose) ?? makeMac(hkdf(master, NO_SALT, Buffer.from(`hazri/v1/own/${purpose}`)));
      ownKeys.set(purpose, key);
      return key(message);
    },
  };
}

function hkdf(ikm: Uint8Array | KeyObject, salt: Uint8Array, info: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', ikm, salt, info, KEY_BYTES));
}
