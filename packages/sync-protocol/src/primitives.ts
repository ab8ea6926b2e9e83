/** Shared value schemas: ids, times, bounded text. Every string and array on the wire has a named maximum. */
import * as z from 'zod/mini';
import { UUID_PATTERN } from '@hazri/domain';
import type { ClassId, DeviceId, FactId, SessionId, Stamp, UserId } from '@hazri/domain';

// The CSP forbids eval; zod must not probe for it.
z.config({ jitless: true });

export const MAX_NAME = 120;
export const MAX_REASON = 500;
export const MAX_TITLE = 160;

/** A UUID in lower case, branded by the parser. */
function id<T extends string>(): z.ZodMiniType<T, string> {
  return z.string().check(z.regex(UUID_PATTERN)) as unknown as z.ZodMiniType<T, string>;
}

export const factId = id<FactId>();
export const sessionId = id<SessionId>();
export const classId = id<ClassId>();
export const userId = id<UserId>();
export const deviceId = id<DeviceId>();
export const uuid = z.string().check(z.regex(UUID_PATTERN));

/** Epoch milliseconds, bounded to the years 2000–2200 so that arithmetic on it can never overflow. */
export const timeMs = z.int().check(z.minimum(946_684_800_000), z.maximum(7_258_118_400_000));
/** A device's own clock may be anything; it is corrected, not trusted. */
export const deviceTimeMs = z.int().check(z.minimum(0), z.maximum(8_640_000_000_000_000));
export const durationMs = z.int().check(z.minimum(0), z.maximum(7 * 86_400_000));
export const offsetMs = z.number().check(z.minimum(-8_640_000_000_000_000), z.maximum(8_640_000_000_000_000));
export const u32 = z.int().check(z.minimum(0), z.maximum(0xffff_ffff));
export const stamp = z.readonly(
  z.tuple([deviceTimeMs, z.int().check(z.minimum(0), z.maximum(0xffff_ffff))]),
) as unknown as z.ZodMiniType<Stamp, [number, number]>;

/**
 * Half a surrogate pair isn't UTF-8, and SQLite's text ends at a NUL: such text can't be stored as it is, and reading
 * the first kind back takes the whole server down (libsql 0.5 aborts the process).
 */
const storable = z.refine<string>((value) => !/[\p{Cs}\0]/u.test(value));

export const text = (max: number) => z.string().check(z.maxLength(max), storable);
export const someText = (max: number) => z.string().check(z.minLength(1), z.maxLength(max), storable);
/** A name that somebody types into a form: blanks around it are nobody's intention. */
export const trimmedText = (max: number) =>
  z.string().check(z.trim(), z.minLength(1), z.maxLength(max), storable);
/** What a decoder read, whatever it was: only ever stored inside JSON, where everything is escaped. */
export const rawText = (max: number) => z.string().check(z.maxLength(max));
