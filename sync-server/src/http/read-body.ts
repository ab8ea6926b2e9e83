/** The body of a request, as bytes within a limit and then as JSON that can't hurt. */
import type { Result } from '@hazri/domain';
import { fail, ok } from '@hazri/domain';

/** Every body but that of sync. */
export const MAX_BODY_BYTES = 8 * 1024;
/** Deeper than any message nests. */
const MAX_JSON_DEPTH = 24;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING_BRACKET = 0x5b;
const CLOSING_BRACKET = 0x5d;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;
/** Keeps nothing of a text that it refused. */
const UTF8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads at most `maxBytes`, counting while reading: a chunked body has no length to check beforehand. A body that
 * breaks off is its sender's affair (`body_malformed`), not a mistake of the server's.
 */
export async function readBody(
  request: Request,
  maxBytes: number,
): Promise<Result<Uint8Array, 'body_too_large' | 'body_malformed'>> {
  const declared = Number(request.headers.get('content-length') ?? 0);
  if (declared > maxBytes) return fail('body_too_large');
  try {
    return request.headers.has('content-length')
      ? withinLimit(new Uint8Array(await request.arrayBuffer()), maxBytes)
      : await readCounting(request, maxBytes);
  } catch {
    return fail('body_malformed');
  }
}

/** Nothing longer than declared gets past the HTTP parser: the usual body needs no stream, which costs 40 µs. */
function withinLimit(bytes: Uint8Array, maxBytes: number): Result<Uint8Array, 'body_too_large'> {
  return bytes.length > maxBytes ? fail('body_too_large') : ok(bytes);
}

async function readCounting(
  request: Request,
  maxBytes: number,
): Promise<Result<Uint8Array, 'body_too_large'>> {
  if (!request.body) return ok(new Uint8Array(0));
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader: ReadableStreamDefaultReader<Uint8Array> = request.body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    length += part.value.length;
    if (length > maxBytes) {
      await reader.cancel();
      return fail('body_too_large');
    }
    chunks.push(part.value);
  }
  return ok(Buffer.concat(chunks));
}

/** Parses UTF-8 JSON; refuses deep nesting and `__proto__` keys, however they are escaped. */
export function parseJson(bytes: Uint8Array): Result<unknown, 'body_malformed'> {
  if (jsonDepth(bytes) > MAX_JSON_DEPTH) return fail('body_malformed');
  try {
    const text = UTF8.decode(bytes);
    const value: unknown = JSON.parse(text);
    const suspicious = text.includes('__proto__') || text.includes('\\u');
    return suspicious && hasProtoKey(value) ? fail('body_malformed') : ok(value);
  } catch {
    return fail('body_malformed');
  }
}

function jsonDepth(bytes: Uint8Array): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (inString) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (byte === OPENING_BRACKET || byte === OPENING_BRACE) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (byte === CLOSING_BRACKET || byte === CLOSING_BRACE) depth -= 1;
  }
  return deepest;
}

function hasProtoKey(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.hasOwn(value, '__proto__') || Object.values(value).some(hasProtoKey);
}
