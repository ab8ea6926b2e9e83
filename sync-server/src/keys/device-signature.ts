/** Was a body signed by this device? P-256 over `label 0x00 sha256(body)`, r‖s in base64url. */
import type { KeyObject } from 'node:crypto';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { BoundedMap } from '../bounded-map.ts';

const MAX_CACHED_DEVICES = 20_000;
const SIGNATURE_PATTERN = /^[A-Za-z0-9_-]{86}$/;

export interface PublicPoint {
  /** Coordinates, base64url. */
  readonly x: string;
  readonly y: string;
}

export interface DeviceSignatures {
  readonly isValid: (
    key: PublicPoint,
    label: string,
    body: Uint8Array,
    signature: string | undefined,
  ) => Promise<boolean>;
  /** The same for a message that isn't hashed first (receipts). `signature` is r‖s, 64 bytes. */
  readonly isValidOver: (key: PublicPoint, message: Uint8Array, signature: Uint8Array) => boolean;
}

/** @param inThreads whether requests are checked in Node's threads: one takes longer than all else that it needs before it waits */
export function makeDeviceSignatures(inThreads: boolean): DeviceSignatures {
  const keys = new BoundedMap<string, KeyObject>(MAX_CACHED_DEVICES);

  function imported(point: PublicPoint): KeyObject | null {
    const known = keys.get(point.x + point.y);
    if (known) return known;
    const key = importPoint(point);
    if (key) keys.set(point.x + point.y, key);
    return key;
  }

  function isValidOver(point: PublicPoint, message: Uint8Array, signature: Uint8Array): boolean {
    const key = imported(point);
    return key !== null && verify('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, signature);
  }

  return {
    isValidOver,
    isValid: async (point, label, body, signature) => {
      if (signature === undefined || !SIGNATURE_PATTERN.test(signature)) return false;
      const message = signedBytes(label, body);
      const bytes = Buffer.from(signature, 'base64url');
      if (!inThreads) return isValidOver(point, message, bytes);
      const key = imported(point);
      return key !== null && verifyInThread(key, message, bytes);
    },
  };
}

function verifyInThread(key: KeyObject, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  return new Promise((resolve, reject) => {
    verify('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, signature, (cause, valid) => {
      if (cause) reject(cause);
      else resolve(valid);
    });
  });
}

/** What a device signs for a request body. */
export function signedBytes(label: string, body: Uint8Array): Uint8Array {
  return Buffer.concat([
    Buffer.from(label, 'ascii'),
    Buffer.of(0),
    createHash('sha256').update(body).digest(),
  ]);
}

/** The key, or null when the point isn't on the curve. */
export function importPoint(point: PublicPoint): KeyObject | null {
  try {
    return createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: point.x, y: point.y }, format: 'jwk' });
  } catch {
    return null;
  }
}
