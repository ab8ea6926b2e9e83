/** The code and the digits of one moment, signed on this device with no network (token format). */
import {
  codeLink,
  dayOfStep,
  encodeToken,
  frameAt,
  sessionRef,
  shortCodeFromMac,
  shortCodeMessage,
  stepStartAt,
  tokenMessage,
} from '@hazri/domain';
import type { Policy, SessionId } from '@hazri/domain';
import { makeTokenSigner, type TokenSigner } from '../../platform/crypto.ts';

export interface MadeCode {
  /** `HTTPS://HOST/S/…`, what the picture says. */
  readonly link: string;
  /** Eight digits. */
  readonly shortCode: string;
  /** Unix seconds. */
  readonly stepStart: number;
}

export interface CodeMaker {
  /**
   * The code that belongs on the screen at `nowMs` (server-anchored clock).
   * @param nonce of the step of `nowMs`
   * @returns null when this device holds no key for the step's UTC day
   */
  codeAt(nowMs: number, nonce: string): Promise<MadeCode | null>;
}

/** @param dayKey asked once for each UTC day: crossing midnight takes the next key by itself */
export function codeMaker(
  session: { readonly id: SessionId; readonly policy: Policy },
  kid: number,
  origin: string,
  dayKey: (day: number) => Promise<CryptoKey | null>,
): CodeMaker {
  const ref = sessionRef(session.id);
  let signer: { readonly day: number; readonly sign: TokenSigner } | null = null;

  async function signerFor(day: number): Promise<TokenSigner | null> {
    if (signer?.day === day) return signer.sign;
    const key = await dayKey(day);
    if (key === null) return null;
    signer = { day, sign: await makeTokenSigner(key, ref) };
    return signer.sign;
  }

  return {
    async codeAt(nowMs, nonce) {
      const stepStart = stepStartAt(nowMs, session.policy.rotationMs);
      const sign = await signerFor(dayOfStep(stepStart));
      if (sign === null) return null;
      const fields = { kid, ref, stepStart, frame: frameAt(nowMs, stepStart, session.policy), nonce };
      const [tokenMac, shortMac] = await Promise.all([
        sign(tokenMessage(fields)),
        sign(shortCodeMessage(stepStart)),
      ]);
      return {
        link: codeLink(origin, encodeToken(fields, tokenMac)),
        shortCode: shortCodeFromMac(shortMac),
        stepStart,
      };
    },
  };
}
