/** May this request change anything, or is another site making it (CSRF)? And is it addressed to us at all? */
import type { ProblemReason } from './problem.ts';

export interface OriginRules {
  /** Public origin; null in demo mode, where any loopback name is ours. */
  readonly origin: string | null;
  readonly demo: boolean;
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
const LOOPBACK_HOST = /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/;
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip'];

/** Exact comparison; a browser's `Origin` never has a path. */
export function isOwnOrigin(rules: OriginRules, headers: Headers): boolean {
  const origin = headers.get('origin');
  const host = headers.get('host') ?? '';
  if (rules.origin !== null) return origin === rules.origin;
  return LOOPBACK_HOST.test(host) && origin === `http://${host}`;
}

/**
 * Browsers say by `Sec-Fetch-Site` or `Origin` who is asking; JSON without both comes from no browser and
 * carries nobody's cookie unawares.
 */
export function checkChange(rules: OriginRules, method: string, headers: Headers): ProblemReason | null {
  if (SAFE_METHODS.has(method)) return null;
  const site = headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin') return 'csrf_failed';
  if (site === null && headers.get('origin') !== null && !isOwnOrigin(rules, headers)) return 'csrf_failed';
  return isJson(headers) || hasNoBody(method, site, headers) ? null : 'unsupported_media_type';
}

function isJson(headers: Headers): boolean {
  const type = headers.get('content-type') ?? '';
  return type.split(';', 1)[0]?.trim().toLowerCase() === 'application/json';
}

/** A DELETE, or a bodyless request that a browser vouches for, needs no content type. */
function hasNoBody(method: string, site: string | null, headers: Headers): boolean {
  const empty = (headers.get('content-length') ?? '0') === '0' && !headers.has('transfer-encoding');
  return empty && headers.get('content-type') === null && (method === 'DELETE' || site === 'same-origin');
}

/** By a loopback name and through no proxy: nobody beyond this machine, not even a page whose name was bent to it (DNS). */
export function isAskedHere(headers: Headers): boolean {
  return !FORWARDED.some((name) => headers.has(name)) && LOOPBACK_HOST.test(headers.get('host') ?? '');
}

/** Demo accounts have a public password: nobody beyond this machine may reach them, through a proxy or by DNS. */
export function checkAddressee(rules: OriginRules, headers: Headers): ProblemReason | null {
  if (!rules.demo) return null;
  return isAskedHere(headers) ? null : 'address_forbidden';
}
