/** P-256 keys that are the same in every run: made from numbers, and imported once for all seeds. */
import type { KeyObject } from 'node:crypto';
import { createECDH, createHash, createPrivateKey, sign } from 'node:crypto';

export interface DeviceKey {
  readonly x: string;
  readonly y: string;
  readonly privateKey: KeyObject;
}

const made = new Map<number, DeviceKey>();

export function deviceKey(number: number): DeviceKey {
  const known = made.get(number);
  if (known) return known;
  const secret = createHash('sha256').update(`simulated device ${number}`).digest();
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(secret);
  const point = curve.getPublicKey();
  const x = point.subarray(1, 33).toString('base64url');
  const y = point.subarray(33).toString('base64url');
  const jwk = { kty: 'EC', crv: 'P-256', x, y, d: secret.toString('base64url') };
  const key: DeviceKey = { x, y, privateKey: createPrivateKey({ key: jwk, format: 'jwk' }) };
  made.set(number, key);
  return key;
}

/** Signature of a body under a label, base64url (Hazri-Signature). */
export function signBody({ privateKey }: DeviceKey, label: string, body: string): string {
  const message = Buffer.concat([Buffer.from(`${label}\0`), createHash('sha256').update(body).digest()]);
  return sign('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url');
}

/** r‖s over the bytes themselves (receipts). */
export function signBytes({ privateKey }: DeviceKey, message: Uint8Array): Uint8Array {
  return sign('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' });
}
