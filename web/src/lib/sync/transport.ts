/** The engine's way to the server: one signed `POST /api/sync`. */
import { SIGNATURE_HEADER, SYNC_SIGNATURE_LABEL } from '@hazri/sync-protocol';
import type { Answer, Transport } from '@hazri/sync-client';
import { post } from './post.ts';

/** @param sign signature of a body under a label, base64url; null while this device has no key */
export function httpTransport(
  fetchRequest: typeof fetch,
  sign: (label: string, body: string) => Promise<string | null>,
): Transport {
  return {
    async exchange(body, timeoutMs): Promise<Answer> {
      const signature = await sign(SYNC_SIGNATURE_LABEL, body);
      const headers = signature === null ? {} : { [SIGNATURE_HEADER]: signature };
      return post(fetchRequest, '/api/sync', body, { headers, timeoutMs });
    },
  };
}
