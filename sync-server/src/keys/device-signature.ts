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
  ) => boolean;
  /** The same for a message that isn't hashed first (receipts). `signature` is r‖s, 64 bytes. */
  readonly isValidOver: (key: PublicPoint, message: Uint8Array, signature: Uint8Array) => boolean;
}

export function makeDeviceSignatures(): DeviceSignatures {
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
    isValid: (point, label, body, signature) => {
      if (signature === undefined || !SIGNATURE_PATTERN.test(signature)) return false;
      return isValidOver(point, signedBytes(label, body), Buffer.from(signature, 'base64url'));
    },
  };
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
