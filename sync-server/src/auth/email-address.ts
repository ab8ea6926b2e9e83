/**
 * Is this an e-mail address of the institution? Exactly its domain, compared as IDNA writes it; nothing that looks like
 * it, lies below it or smuggles something in beside it. The answer is the address in its one stored form.
 */
import { domainToASCII } from 'node:url';
import type { Result } from '@hazri/domain';
import { fail, ok } from '@hazri/domain';

/** RFC 5321 §4.5.3.1. */
const MAX_LOCAL = 64;
const MAX_ADDRESS = 254;
/** Dot-atom of RFC 5322 §3.2.3: no quotes, comments or letters beyond ASCII, which only ever serve to deceive here. */
const LOCAL_PART = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
/** What a host name is made of. Asked before IDNA, which turns look-alikes (fullwidth letters, odd dots) into these. */
const ASCII_DOMAIN = /^[a-z0-9.-]+$/;
const IDN_LABEL = /(^|\.)xn--/;

/** @param domain that of the institution, in Unicode or ASCII form */
export function readEmailAddress(text: string, domain: string): Result<string, 'email_invalid'> {
  const invalid = fail('email_invalid');
  if (text.length > MAX_ADDRESS) return invalid;
  const [typedLocal = '', typedDomain = '', ...more] = text.split('@');
  // `toLowerCase` makes a k of the Kelvin sign: what isn't ASCII is refused before it is folded.
  if (more.length > 0 || !isAscii(typedLocal)) return invalid;
  const local = typedLocal.toLowerCase();
  if (local.length > MAX_LOCAL || !LOCAL_PART.test(local)) return invalid;
  const own = domainToASCII(domain);
  return own !== '' && asciiDomain(typedDomain, own) === own ? ok(`${local}@${own}`) : invalid;
}

/** Letters beyond ASCII are read only where the institution's own domain has some. */
function asciiDomain(typed: string, own: string): string | null {
  if (isAscii(typed)) {
    const lower = typed.toLowerCase();
    return ASCII_DOMAIN.test(lower) ? lower : null;
  }
  return IDN_LABEL.test(own) ? domainToASCII(typed) : null;
}

function isAscii(text: string): boolean {
  return /^[\x21-\x7e]*$/.test(text);
}
