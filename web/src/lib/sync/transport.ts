/** The engine's way to the server: one signed `POST /api/sync`. */
import { problem, SIGNATURE_HEADER, SYNC_SIGNATURE_LABEL } from '@hazri/sync-protocol';
import type { Answer, Transport } from '@hazri/sync-client';
import { post } from './post.ts';

/** The device's part of an exchange. */
export interface Signer {
  /** Signature of a body under a label, base64url; null while this device has no key. */
  sign(label: string, body: string): Promise<string | null>;
  noteRevoked(): Promise<void>;
}

export function httpTransport(fetchRequest: typeof fetch, signer: Signer): Transport {
  return {
    async exchange(body, timeoutMs): Promise<Answer> {
      const signature = await signer.sign(SYNC_SIGNATURE_LABEL, body);
      const headers = signature === null ? {} : { [SIGNATURE_HEADER]: signature };
      const answer = await post(fetchRequest, '/api/sync', body, { headers, timeoutMs });
      if (isRevocation(answer)) await signer.noteRevoked();
      return answer;
    },
  };
}

function isRevocation(answer: Answer): boolean {
  if (answer.kind !== 'answered' || answer.status !== 401) return false;
  const parsed = problem.safeParse(answer.body);
  return parsed.success && parsed.data.reason === 'device_revoked';
}
