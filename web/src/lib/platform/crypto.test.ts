import { describe, expect, it } from 'vitest';
import {
  assert,
  encodeToken,
  fromHex,
  labelled,
  shortCodeFromMac,
  shortCodeMessage,
  tokenMessage,
} from '@hazri/domain';
import type { Bytes, SessionRef } from '@hazri/domain';
import { SYNC_SIGNATURE_LABEL } from '@hazri/sync-protocol';
import { importDayKey, makeDeviceKey, makeTokenSigner, signBody } from './crypto.ts';

/** The first vector of the token format. */
const VECTOR = {
  kid: 1,
  kDay: '53ba6eeb3e06a70a3f971a913a146ef51a3dd3cf4aead57481e3ec16b0b47a70',
  ref: '8f3cbd417622df29',
  stepStart: 1763769600,
  frame: 0,
  nonce: '156c8fd8',
  token: 'AEAAAAABR46L2QLWELPSS2JA7UAAAFLMR7MFO6TLEMZDSSP53UOLWVGD7I2WG',
  short: '77153451',
};

function bytes(hex: string): Bytes {
  const parsed = fromHex(hex);
  assert(parsed !== null, 'the vector is hexadecimal');
  return parsed;
}

describe('token signer', () => {
  it('makes the token and the short code of the published vector', async () => {
    const ref = VECTOR.ref as SessionRef;
    const sign = await makeTokenSigner(await importDayKey(bytes(VECTOR.kDay)), ref);
    const fields = {
      kid: VECTOR.kid,
      ref,
      stepStart: VECTOR.stepStart,
      frame: VECTOR.frame,
      nonce: VECTOR.nonce,
    };
    expect(encodeToken(fields, await sign(tokenMessage(fields)))).toBe(VECTOR.token);
    expect(shortCodeFromMac(await sign(shortCodeMessage(VECTOR.stepStart)))).toBe(VECTOR.short);
  });

  it('keeps the day key unreadable', async () => {
    const key = await importDayKey(bytes(VECTOR.kDay));
    await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow();
  });
});

describe('device key', () => {
  it('never leaves the browser, and its signature is checked with the public half', async () => {
    const { privateKey, publicKey } = await makeDeviceKey();
    await expect(crypto.subtle.exportKey('jwk', privateKey)).rejects.toThrow();
    const text = await signBody(privateKey, SYNC_SIGNATURE_LABEL, '{"body":1}');
    expect(text).toMatch(/^[\w-]{86}$/);
    const digest = new Uint8Array(
      await crypto.subtle.digest('SHA-256', new TextEncoder().encode('{"body":1}')),
    );
    const p256 = { name: 'ECDSA', namedCurve: 'P-256' };
    const key = await crypto.subtle.importKey('jwk', publicKey, p256, true, ['verify']);
    const verify = (message: Bytes) =>
      crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, Buffer.from(text, 'base64url'), message);
    expect(await verify(labelled(SYNC_SIGNATURE_LABEL, digest))).toBe(true);
    expect(await verify(labelled('hazri/v1/other', digest))).toBe(false);
  });
});
