/** Codes of a session that the server doesn't know yet, signed with the professor's own day key as their screen does. */
import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { dayOfStep, DEFAULT_POLICY, encodeToken, sessionRef, tokenMessage, uuidv7 } from '@hazri/domain';
import type { SessionId } from '@hazri/domain';
import type { IssuerResponse } from '@hazri/sync-protocol';
import type { NodePhone } from './node-phone.ts';

export interface Codes {
  readonly sessionId: SessionId;
  readonly kid: number;
  /** Of the step that runs now. @param frame 0–255 */
  readonly tokenOf: (frame: number) => string;
}

export async function codesOf(professor: NodePhone): Promise<Codes> {
  return codesUnder(await professor.issuer());
}

/** With keys that were fetched earlier, as in a room without network. */
export function codesUnder({ kid, days }: IssuerResponse): Codes {
  const sessionId: SessionId = uuidv7(Date.now(), randomBytes(10));
  const ref = sessionRef(sessionId);
  const stepSeconds = DEFAULT_POLICY.rotationMs / 1_000;
  const sessionKeyOf = (stepStart: number): Buffer => {
    const dayKey = days.find(({ day }) => day === dayOfStep(stepStart))?.key;
    if (dayKey === undefined) throw new Error('no key for today');
    const [ikm, salt] = [Buffer.from(dayKey, 'base64url'), Buffer.from(ref, 'hex')];
    return Buffer.from(hkdfSync('sha256', ikm, salt, Buffer.from('hazri/v1/session'), 32));
  };
  return {
    sessionId,
    kid,
    tokenOf: (frame) => {
      const stepStart = Math.floor(Date.now() / DEFAULT_POLICY.rotationMs) * stepSeconds;
      const fields = { kid, ref, stepStart, frame: frame & 0xff, nonce: '0badcafe' };
      const mac = createHmac('sha256', sessionKeyOf(stepStart)).update(tokenMessage(fields)).digest();
      return encodeToken(fields, mac);
    },
  };
}
