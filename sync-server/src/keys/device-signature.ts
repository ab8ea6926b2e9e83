/** Was a body signed by this device? P-256 over `label 0x00 sha256(body)`, r‖s in base64url. */
import type { KeyObject } from 'node:crypto';
import { createPublicKey, hash, verify } from 'node:crypto';
import { BoundedMap } from '../bounded-map.ts';

const MAX_CACHED_DEVICES = 20_000;
const SIGNATURE_PATTERN = /^[A-Za-z0-9_-]{86}$/;

export interface PublicPoint {
  /** Coordinates, base64url. */
  readonly x: string;
  readonly y: string;
}

/** A message with what is said to be its signature: r‖s, 64 bytes. */
export interface Signed {
  readonly key: PublicPoint;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

export interface DeviceSignatures {
  /** @param digest SHA-256 of the body */
  readonly isValid: (
    key: PublicPoint,
    label: string,
    digest: Uint8Array,
    signature: string | undefined,
  ) => Promise<boolean>;
  /** At once, for a message that isn't hashed first (receipts). @param signature r‖s, 64 bytes */
  readonly isValidOver: (key: PublicPoint, message: Uint8Array, signature: Uint8Array) => boolean;
  /** Resolves when the last check is over. */
  readonly close: () => Promise<void>;
}

/** Who checks the signatures of requests instead of the caller: see signature-thread.ts. */
export interface SignatureThread {
  /** @throws Overloaded when too many wait */
  readonly isValid: (signed: Signed) => Promise<boolean>;
  readonly close: () => Promise<void>;
}

/** @param thread for the signatures of requests: one takes longer than all else that it needs before it waits */
export function makeDeviceSignatures(thread: SignatureThread | null): DeviceSignatures {
  const isSigned = makeSignatureCheck();
  return {
    isValidOver: (key, message, signature) => isSigned({ key, message, signature }),
    isValid: async ({ x, y }, label, digest, signature) => {
      if (signature === undefined || !SIGNATURE_PATTERN.test(signature)) return false;
      const message = signedBytes(label, digest);
      const signed = { key: { x, y }, message, signature: Buffer.from(signature, 'base64url') };
      return thread === null ? isSigned(signed) : thread.isValid(signed);
    },
    close: async () => thread?.close(),
  };
}

/** Keys stay imported: that takes as long as a signature does. */
export function makeSignatureCheck(): (signed: Signed) => boolean {
  const keys = new BoundedMap<string, KeyObject>(MAX_CACHED_DEVICES);

  function imported(point: PublicPoint): KeyObject | null {
    const known = keys.get(point.x + point.y);
    if (known) return known;
    const key = importPoint(point);
    if (key) keys.set(point.x + point.y, key);
    return key;
  }

  return ({ key: point, message, signature }) => {
    const key = imported(point);
    return key !== null && verify('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, signature);
  };
}

/** What is known of a body's bytes by their SHA-256. */
export function digestOf(body: Uint8Array): Uint8Array {
  return hash('sha256', body, 'buffer');
}

/** What a device signs for a request body. */
export function signedBytes(label: string, digest: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(label, 'ascii'), Buffer.of(0), digest]);
}

/** The key, or null when the point isn't on the curve. */
export function importPoint(point: PublicPoint): KeyObject | null {
  try {
    return createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: point.x, y: point.y }, format: 'jwk' });
  } catch {
    return null;
  }
}
