/** Is what the camera read one of our own codes? `HTTPS://HOST/S/<token>` and `HTTPS://HOST/R/<receipt>`. */
import type { Result } from './result.ts';
import { fail, ok } from './result.ts';
import type { TokenTextFault } from './token.ts';
import { parseToken } from './token.ts';

/** Nothing longer is looked at. */
export const MAX_CODE_TEXT = 2_048;

export type CodeFault = 'code_foreign' | 'code_not_hazri';

/** The link inside a code, upper case throughout so that a QR code stays in alphanumeric mode. */
export function codeLink(origin: string, tokenText: string): string {
  return `${bareOrigin(origin)}/S/${tokenText}`;
}

/**
 * The token text inside a read code.
 * @param origin the app's own origin, such as `https://hazri.example`
 * @returns `code_foreign` for the same kind of link on another origin, `code_not_hazri` for anything else that
 * isn't ours, or the token's own fault. Never throws; the caller never navigates to what was read.
 */
export function readCode(text: string, origin: string): Result<string, CodeFault | TokenTextFault> {
  const path = readOwnPath(text, origin, 'S');
  if (!path.ok) return path;
  const token = parseToken(path.value);
  return token.ok ? ok(path.value) : fail(token.reason);
}

/** What follows `/<page>/` in a link on our own origin. */
export function readOwnPath(text: string, origin: string, page: 'S' | 'R'): Result<string, CodeFault> {
  // ASCII only: upper-casing turns some other letters into ours (U+0131 into I), and so one host into another.
  if (text.length > MAX_CODE_TEXT || !/^[\x21-\x7e]+$/.test(text)) return fail('code_not_hazri');
  const own = `${bareOrigin(origin)}/${page}/`;
  if (
    text.slice(0, own.length - 2).toUpperCase() === own.slice(0, -2) &&
    text.slice(own.length - 2, own.length) === `${page}/`
  ) {
    return ok(text.slice(own.length));
  }
  return fail(new RegExp(`^https?://[^/?#]+/${page}/`, 'i').test(text) ? 'code_foreign' : 'code_not_hazri');
}

function bareOrigin(origin: string): string {
  return origin.replace(/\/+$/, '').toUpperCase();
}
