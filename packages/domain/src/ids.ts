/**
 * Branded ids. All are UUIDs in lower case; facts and sessions are UUIDv7 (RFC 9562), made on the device
 * that states them. A brand is only given by a parser, so a class id cannot be passed where a session id is due.
 */
import { toHex } from './bytes.ts';

declare const brand: unique symbol;

export type Id<Name extends string> = string & { readonly [brand]: Name };
export type FactId = Id<'fact'>;
export type SessionId = Id<'session'>;
export type ClassId = Id<'class'>;
export type UserId = Id<'user'>;
export type DeviceId = Id<'device'>;

/** What names a fact for everybody: an id is one author's own, and others may use the same (FACT4). */
export type FactKey = Id<'fact-key'>;

/** @param author of the fact; of a scan its student */
export function factKey(author: UserId, id: FactId): FactKey {
  return `${author}/${id}` as FactKey;
}

/** Last 8 bytes of a session id as 16 hex digits: how a token names its session. */
export type SessionRef = Id<'session-ref'>;

export const UUID_PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The id, or null when the text is not a lower-case UUID. */
export function parseId<Name extends string>(text: string): Id<Name> | null {
  return UUID_PATTERN.test(text) ? (text as Id<Name>) : null;
}

/** The ref of a session: 62 random bits and the variant, as 16 hex digits. */
export function sessionRef(sessionId: SessionId): SessionRef {
  return `${sessionId.slice(19, 23)}${sessionId.slice(24)}` as SessionRef;
}

/**
 * A UUIDv7 (RFC 9562 §5.7).
 * @param nowMs epoch milliseconds, 0 ≤ nowMs < 2^48
 * @param random 10 random bytes
 */
export function uuidv7<Name extends string>(nowMs: number, random: Uint8Array): Id<Name> {
  const hex = toHex(random.subarray(0, 10));
  const time = Math.trunc(nowMs).toString(16).padStart(12, '0').slice(-12);
  const variant = '89ab'.charAt((random[1] ?? 0) & 3);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex.slice(0, 3)}-${variant}${hex.slice(4, 7)}-${hex.slice(7, 19)}` as Id<Name>;
}
