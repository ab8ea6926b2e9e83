/**
 * Takes out of a text whatever lets somebody in or names somebody. Nothing of that kind is meant to be logged; messages
 * of libraries, databases and mail servers quote what they choke on, though.
 */
const HIDDEN = '[hidden]';

const SECRETS: readonly RegExp[] = [
  // Whole values of what is a secret by its name, as JSON, as a header, in an address or in a cookie.
  /(?<=\b(?:password|passwd|pass|token|cookie|authorization|code|secret|key|hazri|qr_data|receipt)["']?\s*[=:]\s*["']?(?:Bearer\s+)?)[^\s"',;&}]+/gi,
  // What a code link or a receipt link says.
  /(?<=\/[SR]\/)[^\s"'/?#]+/g,
  // Tokens, login cookies, device keys and signatures, hashes: long runs of their alphabets.
  /\$argon2\S+/g,
  /\b[A-Za-z0-9_-]{32,}\b/g,
  // Codes that are typed: three groups of four, or eight digits.
  /\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b/g,
  /\b\d{8}\b/g,
  // Addresses of people, and user and password of a mail server's.
  /[^\s"'<>()@,;:]+@[^\s"'<>()@,;:]+/g,
];

/** @returns the text with each of them replaced by a word */
export function scrub(text: string): string {
  return SECRETS.reduce((rest, pattern) => rest.replaceAll(pattern, HIDDEN), text);
}
