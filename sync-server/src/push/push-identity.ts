/** Who the server is to push services: a key pair of its own (VAPID, RFC 8292), which follows from the master key. */
import { createECDH, createPrivateKey, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { KeySchedule } from '../keys/key-schedule.ts';

const CURVE = 'prime256v1';
/** Order of P-256. */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
/** Push services refuse tokens that are valid for longer than a day. */
const VALID_SECONDS = 12 * 3_600;

export interface PushIdentity {
  /** The public point, uncompressed, base64url: `applicationServerKey` of a subscription. */
  readonly publicKey: string;
  /** Value of the `Authorization` header for a push service. */
  readonly authorization: (endpoint: URL) => string;
}

/** @param contact `https:` or `mailto:` address that a push service may complain to */
export function makePushIdentity(keys: KeySchedule, clock: Clock, contact: string): PushIdentity {
  const scalar = privateScalar(keys);
  const pair = createECDH(CURVE);
  pair.setPrivateKey(scalar);
  const point = pair.getPublicKey();
  const privateKey = asKeyObject(scalar, point);
  const publicKey = point.toString('base64url');
  const header = encode({ typ: 'JWT', alg: 'ES256' });
  return {
    publicKey,
    authorization: ({ origin }) => {
      const exp = Math.floor(clock.now() / 1_000) + VALID_SECONDS;
      const message = `${header}.${encode({ aud: origin, exp, sub: contact })}`;
      const signature = sign('sha256', Buffer.from(message), { key: privateKey, dsaEncoding: 'ieee-p1363' });
      return `vapid t=${message}.${signature.toString('base64url')}, k=${publicKey}`;
    },
  };
}

/** 64 bytes reduced to 1 … n−1: the bias is beyond measure (FIPS 186-5, A.2.1). */
function privateScalar(keys: KeySchedule): Buffer {
  const parts = ['a', 'b'].map((part) => keys.ownMac('web-push', Buffer.from(part)));
  const wide = BigInt(`0x${Buffer.concat(parts).toString('hex')}`);
  const scalar = (wide % (ORDER - 1n)) + 1n;
  return Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex');
}

function asKeyObject(scalar: Buffer, point: Buffer): KeyObject {
  const base64url = (bytes: Buffer) => bytes.toString('base64url');
  const [x, y] = [point.subarray(1, 33), point.subarray(33)];
  const key = { kty: 'EC', crv: 'P-256', d: base64url(scalar), x: base64url(x), y: base64url(y) };
  return createPrivateKey({ format: 'jwk', key });
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
