import { generateKeyPairSync, sign } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DeviceSignatures, PublicPoint } from './device-signature.ts';
import { digestOf, makeDeviceSignatures, signedBytes } from './device-signature.ts';
import { Overloaded } from '../db/writer.ts';
import { MAX_WAITING, startSignatureThread } from './signature-thread.ts';

const LABEL = 'hazri/v1/test';

function device(): { readonly key: PublicPoint; readonly sign: (label: string, body: string) => string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  return {
    key: { x, y },
    sign: (label, body) => {
      const message = signedBytes(label, digestOf(Buffer.from(body)));
      return sign('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url');
    },
  };
}

describe.each([
  ['a thread', startSignatureThread],
  ['the caller’s thread', () => Promise.resolve(null)],
] as const)('signatures checked in %s', (_, start) => {
  let signatures: DeviceSignatures;
  beforeAll(async () => {
    signatures = makeDeviceSignatures(await start());
  });
  afterAll(() => signatures.close());

  const isValid = (key: PublicPoint, body: string, signature: string | undefined, label = LABEL) =>
    signatures.isValid(key, label, digestOf(Buffer.from(body)), signature);

  test('hold for the key, the label and the body that were signed, and no other', async () => {
    const [mine, other] = [device(), device()];
    const signature = mine.sign(LABEL, 'body');
    expect(await isValid(mine.key, 'body', signature)).toBe(true);
    expect(await isValid(other.key, 'body', signature)).toBe(false);
    expect(await isValid(mine.key, 'body.', signature)).toBe(false);
    expect(await isValid(mine.key, 'body', signature, 'hazri/v1/other')).toBe(false);
  });

  test('that aren’t any are refused', async () => {
    const { key, sign: signed } = device();
    expect(await isValid(key, 'body', undefined)).toBe(false);
    expect(await isValid(key, 'body', `${signed(LABEL, 'body')}A`)).toBe(false);
    expect(await isValid(key, 'body', 'A'.repeat(86))).toBe(false);
  });

  test('by a key that is no point of the curve are refused', async () => {
    const { key, sign: signed } = device();
    expect(await isValid({ x: key.y, y: key.x }, 'body', signed(LABEL, 'body'))).toBe(false);
  });

  test('that arrive together each get their own answer', async () => {
    const asked = Array.from({ length: 40 }, (_unused, at) => {
      const { key, sign: signed } = device();
      const isForged = at % 3 === 0;
      return { expected: !isForged, answer: isValid(key, `body ${at}`, signed(LABEL, isForged ? 'another' : `body ${at}`)) }; // prettier-ignore
    });
    for (const { expected, answer } of asked) expect(await answer).toBe(expected);
  });
});

test('[SYNC9] more signatures than may wait are refused, and taken once there is room', async () => {
  const signatures = makeDeviceSignatures(await startSignatureThread());
  const { key, sign: signed } = device();
  const digest = digestOf(Buffer.from('body'));
  const signature = signed(LABEL, 'body');
  const asked = Array.from({ length: MAX_WAITING }, () => signatures.isValid(key, LABEL, digest, 'A'.repeat(86))); // prettier-ignore
  await expect(signatures.isValid(key, LABEL, digest, signature)).rejects.toBeInstanceOf(Overloaded);
  expect(new Set(await Promise.all(asked))).toEqual(new Set([false]));
  // Room for all of them again, not for one.
  const again = Array.from({ length: 3 }, () => signatures.isValid(key, LABEL, digest, signature));
  expect(await Promise.all(again)).toEqual([true, true, true]);
  await signatures.close();
});
