/** Is this text a token that one of our keys signed (SCAN1)? */
import type { Reading } from '@hazri/domain';
import { dayOfStep, parseToken, tagMatches, tokenMessage } from '@hazri/domain';
import type { KeySchedule } from './key-schedule.ts';

/** @param knownKid whether a key id was ever issued, revoked ones included */
export function readToken(
  keys: KeySchedule,
  knownKid: (kid: number) => boolean,
  scanned: { readonly text: string; readonly gapMs: number },
): Reading {
  const { gapMs } = scanned;
  const parsed = parseToken(scanned.text);
  if (!parsed.ok) return { ok: false, reason: parsed.reason, gapMs };
  const token = parsed.value;
  if (!knownKid(token.kid)) return { ok: false, reason: 'token_unknown_key', gapMs };
  const mac = keys.sessionMac(token.kid, dayOfStep(token.stepStart), token.ref, tokenMessage(token));
  return tagMatches(token, mac) ? { ok: true, token, gapMs } : { ok: false, reason: 'token_bad_mac', gapMs };
}
