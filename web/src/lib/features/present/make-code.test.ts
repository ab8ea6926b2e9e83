import { describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { dayOfStep, DEFAULT_POLICY, parseId, readCode, type SessionId } from '@hazri/domain';
import { importDayKey } from '../../platform/crypto.ts';
import { codePath } from './code-path.ts';
import { codeMaker } from './make-code.ts';
import { noncesByStep } from './shown-codes.ts';

interface Vector {
  readonly kid: number;
  readonly day: number;
  readonly kDay: string;
  readonly sessionId: string;
  readonly stepStart: number;
  readonly frame: number;
  readonly nonce: string;
  readonly token: string;
  readonly short: string;
}

const VECTORS_FILE = new URL('../../../../../packages/domain/vectors/token-v1.json', import.meta.url);
const { valid } = JSON.parse(readFileSync(VECTORS_FILE, 'utf8')) as { readonly valid: readonly Vector[] };
const ORIGIN = 'https://hazri.acem.ac.in';

function dashed(hex: string): SessionId {
  const id = parseId<'session'>(hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'));
  if (id === null) throw new Error('vector without a session id');
  return id;
}

describe('the code of a moment', () => {
  it.each(valid)('is the published token of kid $kid, signed by WebCrypto', async (vector) => {
    const key = await importDayKey(Uint8Array.from(Buffer.from(vector.kDay, 'hex')));
    const frameMs = vector.frame > 14 ? 100 : DEFAULT_POLICY.frameMs;
    const session = { id: dashed(vector.sessionId), policy: { ...DEFAULT_POLICY, frameMs } };
    const asked: number[] = [];
    const maker = codeMaker(session, vector.kid, ORIGIN, async (day) => {
      asked.push(day);
      return key;
    });
    const code = await maker.codeAt(vector.stepStart * 1_000 + vector.frame * frameMs, vector.nonce);
    expect(code).toMatchObject({ shortCode: vector.short });
    expect(readCode(code?.link ?? '', ORIGIN)).toEqual({ ok: true, value: vector.token });
    expect(asked).toEqual([vector.day]);
  });

  it('takes the next key when the UTC day turns, and none when there is none', async () => {
    const [vector] = valid;
    const key = await importDayKey(new Uint8Array(32));
    const today = dayOfStep(vector?.stepStart ?? 0);
    const session = { id: dashed(vector?.sessionId ?? ''), policy: DEFAULT_POLICY };
    const maker = codeMaker(session, 7, ORIGIN, async (day) => (day <= today ? key : null));
    const midnight = (today + 1) * 86_400_000;
    expect(await maker.codeAt(midnight - 1, '00000000')).not.toBeNull();
    expect(await maker.codeAt(midnight, '00000000')).toBeNull();
  });
});

describe('the picture of a code', () => {
  it('has 33 modules for a host of 18 characters', () => {
    const link = `HTTPS://HAZRI.ACEM.EDU.IND/S/${'A'.repeat(61)}`;
    expect(new URL(link).host).toHaveLength(18);
    expect(codePath(link).modules).toBe(33);
  });
});

describe('nonces of steps', () => {
  it('[SCAN11] come back from the facts stated, of this session and key alone', () => {
    const [vector] = valid;
    const sessionId = dashed(vector?.sessionId ?? '');
    const other = dashed(valid[1]?.sessionId ?? '');
    const shown = (
      id: string,
      sessionOf: SessionId,
      kid: number,
      steps: readonly (readonly [number, string])[],
    ) => ({
      id: parseId<'fact'>(`019aa8dc-4800-7712-8f3c-00000000000${id}`) ?? never(),
      kind: 'codes.shown' as const,
      v: 1 as const,
      madeAt: 0,
      hlc: [0, 0] as const,
      body: { sessionId: sessionOf, kid, clockOffsetMs: 0, steps },
    });
    const facts = [
      shown('2', sessionId, 7, [
        [30, 'bbbbbbbb'],
        [60, 'cccccccc'],
      ]),
      shown('1', sessionId, 7, [
        [0, 'aaaaaaaa'],
        [30, 'dddddddd'],
      ]),
      shown('3', other, 7, [[90, 'eeeeeeee']]),
      shown('4', sessionId, 8, [[90, 'eeeeeeee']]),
    ];
    expect([...noncesByStep(facts, sessionId, 7)]).toEqual([
      [0, 'aaaaaaaa'],
      [30, 'dddddddd'],
      [60, 'cccccccc'],
    ]);
  });
});

function never(): never {
  throw new Error('not an id');
}
