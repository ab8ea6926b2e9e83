/** Which nonces did a screen state for a step before showing it? (SPEC.md, SCAN11) */
import type { CodesShownBody } from './facts.ts';

/**
 * The nonces that lists of `kid` give for the step, sorted; null when no list covers the step, which says nothing.
 * @param lists bodies of `codes.shown` facts stated by staff @param stepStart Unix seconds
 */
export function nonceEvidence(
  lists: readonly Pick<CodesShownBody, 'kid' | 'steps'>[],
  kid: number,
  stepStart: number,
): readonly string[] | null {
  const nonces = lists
    .filter((list) => list.kid === kid)
    .flatMap((list) => list.steps.filter(([start]) => start === stepStart).map(([, nonce]) => nonce));
  return nonces.length === 0 ? null : [...new Set(nonces)].sort();
}
