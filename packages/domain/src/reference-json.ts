/** What signs the JSON form of a code that older clients of the HTTP API read? (SPEC.md, Token: Reference JSON) */
import type { Bytes } from './bytes.ts';
import { asciiBytes, labelled } from './bytes.ts';

export interface ReferenceFields {
  readonly sessionId: string;
  readonly timestamp: string | number;
  readonly nonce: string;
  readonly expiresAt: string | number;
}

/**
 * The bytes that HMAC-SHA256 under the session key signs: `"hazri/v1/json" 0x00` and the four fields as JSON in
 * this order, without spaces, other than ASCII escaped as `\uXXXX`. The signature is the full HMAC in hex.
 */
export function referenceJsonMessage(fields: ReferenceFields): Bytes {
  const { sessionId, timestamp, nonce, expiresAt } = fields;
  const json = JSON.stringify({ sessionId, timestamp, nonce, expiresAt });
  return labelled('hazri/v1/json', asciiBytes(json.replace(/[\u007f-\uffff]/g, escapeUnit)));
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
