import { createECDH, createPublicKey, verify } from 'node:crypto';
import { expect, test } from 'vitest';
import { makeKeySchedule } from '../keys/key-schedule.ts';
import { makePushIdentity } from './push-identity.ts';
import { encryptPush } from './web-push-encryption.ts';

const bytes = (text: string) => Buffer.from(text, 'base64url');

test('the example of RFC 8291, appendix A, comes out', () => {
  const sender = createECDH('prime256v1');
  sender.setPrivateKey(bytes('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw'));
  const browser = {
    p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
    auth: 'BTBZMqHH6r4Tts7J_aSIgg',
  };
  const plaintext = Buffer.from('When I grow up, I want to be a watermelon');
  const body = encryptPush(plaintext, browser, () => bytes('DGv6ra1nlYgDCS1FRnbzlw'), sender);
  expect(body?.toString('base64url')).toBe(
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
  );
});

test('a key that is no point of the curve encrypts nothing', () => {
  const browser = { p256dh: Buffer.alloc(65, 4).toString('base64url'), auth: 'BTBZMqHH6r4Tts7J_aSIgg' };
  expect(encryptPush(Buffer.from('x'), browser, (length) => Buffer.alloc(length))).toBeNull();
});

test('the server’s identity follows from the master key, and signs for one push service and half a day', () => {
  const clock = { now: () => Date.UTC(2026, 10, 26) };
  const of = (fill: number) =>
    makePushIdentity(makeKeySchedule(Buffer.alloc(32, fill)), clock, 'https://hazri.test');
  const identity = of(7);
  expect(of(7).publicKey).toBe(identity.publicKey);
  expect(of(8).publicKey).not.toBe(identity.publicKey);
  const [, token = '', key] =
    /^vapid t=([^,]+), k=(.+)$/.exec(identity.authorization(new URL('https://push.example/a/b?c'))) ?? [];
  expect(key).toBe(identity.publicKey);
  const [header = '', claims = '', signature = ''] = token.split('.');
  expect(JSON.parse(bytes(claims).toString())).toEqual({
    aud: 'https://push.example',
    exp: clock.now() / 1_000 + 43_200,
    sub: 'https://hazri.test',
  });
  const point = bytes(identity.publicKey);
  const [x, y] = [point.subarray(1, 33).toString('base64url'), point.subarray(33).toString('base64url')];
  const publicKey = createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x, y } });
  const signed = Buffer.from(`${header}.${claims}`);
  expect(verify('sha256', signed, { key: publicKey, dsaEncoding: 'ieee-p1363' }, bytes(signature))).toBe(
    true,
  );
});
