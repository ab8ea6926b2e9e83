/** Keys and signatures by WebCrypto; what is signed is built by `@hazri/domain` and `@hazri/sync-protocol`. */
import { labelled, sessionInfo, sessionSalt, toBase64Url } from '@hazri/domain';
import type { Bytes, SessionRef } from '@hazri/domain';
import type { DevicePublicKey } from '@hazri/sync-protocol';

const P256 = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const ECDSA_SHA256 = { name: 'ECDSA', hash: 'SHA-256' } as const;

export interface DeviceKeyPair {
  readonly privateKey: CryptoKey;
  readonly publicKey: DevicePublicKey;
}

/** A new P-256 key pair whose private half can never leave the browser. */
export async function makeDeviceKey(): Promise<DeviceKeyPair> {
  const pair = await crypto.subtle.generateKey(P256, false, ['sign', 'verify']);
  const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  return { privateKey: pair.privateKey, publicKey: { kty: 'EC', crv: 'P-256', x, y } };
}

/** Signature r‖s of 64 bytes. */
export async function signBytes(privateKey: CryptoKey, bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.sign(ECDSA_SHA256, privateKey, bytes));
}

/**
 * Signature of a request body: over `label 0x00 sha256(body)`.
 * @param label `SYNC_SIGNATURE_LABEL` or `ISSUER_SIGNATURE_LABEL`
 * @returns base64url
 */
export async function signBody(privateKey: CryptoKey, label: string, body: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(body));
  return toBase64Url(await signBytes(privateKey, labelled(label, new Uint8Array(digest))));
}

/** A day key for showing codes, never readable again. @param key 32 bytes */
export function importDayKey(key: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', key, 'HKDF', false, ['deriveKey']);
}

/** Computes the full HMAC-SHA256 under one session's key: of `tokenMessage`, `shortCodeMessage` and their like. */
export type TokenSigner = (message: Bytes) => Promise<Bytes>;

/** The signer of one session on one day (token format, Keys). */
export async function makeTokenSigner(dayKey: CryptoKey, ref: SessionRef): Promise<TokenSigner> {
  const hkdf = { name: 'HKDF', hash: 'SHA-256', salt: sessionSalt(ref), info: sessionInfo() };
  // length 256: WebCrypto's default for HMAC-SHA256 is the block size, 512.
  const hmac = { name: 'HMAC', hash: 'SHA-256', length: 256 };
  const sessionKey = await crypto.subtle.deriveKey(hkdf, dayKey, hmac, false, ['sign']);
  return async (message) => new Uint8Array(await crypto.subtle.sign('HMAC', sessionKey, message));
}
