/** What did a client of the older system scan: a token, a code link, or the JSON that the server signed? */
import type { CodeFault, Result, TokenTextFault } from '@hazri/domain';
import { fail, ok, parseToken, readCode } from '@hazri/domain';
import { signedCode } from '@hazri/sync-protocol/api/reference';
import type { AppDeps } from '../app-deps.ts';
import { readShape } from '../http/read-shape.ts';
import { tokenOfSigned } from '../keys/server-screen.ts';

/** `code_unsigned`: JSON that says which session and when, which anybody can write. */
export type ScannedFault = CodeFault | TokenTextFault | 'token_bad_mac' | 'code_unsigned';

/** @returns the text of a token; whether its own MAC is right is the verdict's to say */
export function readScanned(
  deps: Pick<AppDeps, 'catalogue' | 'keys'>,
  scanned: string | object,
  origin: string,
): Result<string, ScannedFault> {
  if (typeof scanned !== 'string') return readJson(deps, scanned);
  const text = scanned.trim();
  if (text.startsWith('{')) {
    const json = parsed(text);
    return json === null ? fail('code_not_hazri') : readJson(deps, json);
  }
  if (text.includes('://')) return readCode(text, origin);
  const token = parseToken(text);
  return token.ok ? ok(text) : fail(token.reason);
}

function readJson(deps: Pick<AppDeps, 'catalogue' | 'keys'>, json: object): Result<string, ScannedFault> {
  const signed = readShape(json, signedCode);
  if (signed.ok) return tokenOfSigned(deps, signed.value);
  return fail('signature' in json ? 'code_not_hazri' : 'code_unsigned');
}

function parsed(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : null;
  } catch {
    return null;
  }
}
