/** A message that only one browser can open: RFC 8291 over the content coding aes128gcm (RFC 8188), in one record. */
import type { ECDH } from 'node:crypto';
import { createCipheriv, createECDH, hkdfSync } from 'node:crypto';
import type { Random } from '../clock.ts';

const CURVE = 'prime256v1';
/** More than any message has: push services take no longer ones. */
const RECORD_BYTES = 4_096;
const SALT_BYTES = 16;
const TAG_BYTES = 16;
/** Ends the only, and so last, record. */
const DELIMITER = Buffer.from([2]);

export interface BrowserKeys {
  /** base64url, as `PushSubscription.getKey` gives them. */
  readonly p256dh: string;
  readonly auth: string;
}

/**
 * @param sender a fresh key pair; tests give the one of the RFC's example
 * @returns the body to post; null when the browser's key is no point of the curve
 */
export function encryptPush(
  plaintext: Uint8Array,
  { p256dh, auth }: BrowserKeys,
  random: Random,
  sender: ECDH = freshKeys(),
): Buffer | null {
  const browser = Buffer.from(p256dh, 'base64url');
  const secret = agree(sender, browser);
  if (secret === null) return null;
  const own = sender.getPublicKey();
  const salt = random(SALT_BYTES);
  const keyInfo = Buffer.concat([Buffer.from('WebPush: info\0'), browser, own]);
  const ikm = hkdf(secret, Buffer.from(auth, 'base64url'), keyInfo, 32);
  const key = hkdf(ikm, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
  const nonce = hkdf(ikm, salt, Buffer.from('Content-Encoding: nonce\0'), 12);
  const cipher = createCipheriv('aes-128-gcm', key, nonce, { authTagLength: TAG_BYTES });
  const header = Buffer.alloc(5);
  header.writeUInt32BE(RECORD_BYTES);
  header.writeUInt8(own.length, 4);
  const sealed = [cipher.update(plaintext), cipher.update(DELIMITER), cipher.final(), cipher.getAuthTag()];
  return Buffer.concat([salt, header, own, ...sealed]);
}

function freshKeys(): ECDH {
  const keys = createECDH(CURVE);
  keys.generateKeys();
  return keys;
}

function agree(sender: ECDH, browser: Uint8Array): Buffer | null {
  try {
    return sender.computeSecret(browser);
  } catch {
    // ERR_CRYPTO_ECDH_INVALID_PUBLIC_KEY: anybody may send any 65 bytes.
    return null;
  }
}

function hkdf(ikm: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number): Buffer {
  return Buffer.from(hkdfSync('sha256', ikm, salt, info, length));
}
