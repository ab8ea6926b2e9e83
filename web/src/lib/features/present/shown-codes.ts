/** Which nonce belongs to which step: read back from the facts stated, so that it survives reload and sleep. */
import type { Fact, SessionId } from '@hazri/domain';

export const NO_NONCES: ReadonlyMap<number, string> = new Map();

/** Nonces by step start (Unix seconds); of two lists that name the same step, the one stated first stands. */
export function noncesByStep(
  facts: readonly Fact[],
  sessionId: SessionId,
  kid: number,
): ReadonlyMap<number, string> {
  const nonces = new Map<number, string>();
  for (const fact of facts.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    if (fact.kind !== 'codes.shown' || fact.body.sessionId !== sessionId || fact.body.kid !== kid) continue;
    for (const [step, nonce] of fact.body.steps) if (!nonces.has(step)) nonces.set(step, nonce);
  }
  return nonces;
}

/** The nonces with those of more steps. */
export function withNonces(
  nonces: ReadonlyMap<number, string>,
  steps: readonly (readonly [step: number, nonce: string])[],
): ReadonlyMap<number, string> {
  return new Map([...nonces, ...steps]);
}

/** A fresh nonce: four random bytes as eight hex digits. */
export function newNonce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(4));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
