/**
 * An answer that is long goes out compressed: what a professor's new laptop fetches of a term is about an eighth then,
 * which a slow network brings in that much less time. Only for answers to signed requests: nobody else can
 * have one made with words of their own in it and learn from its length (BREACH).
 */
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';

/** Shorter ones are quick anyway, and come by the thousand when a crowd reconnects. */
export const COMPRESS_FROM_BYTES = 64 * 1024;
/** Better ratios cost several times the work and gain little on rows that resemble each other. */
const LEVEL = constants.Z_BEST_SPEED;

const compress = promisify(gzip);

/** As JSON, to `request`. */
export async function longAnswer(request: Request, value: unknown): Promise<Response> {
  const text = JSON.stringify(value);
  const headers = { 'content-type': 'application/json', vary: 'accept-encoding' };
  // In UTF-16 units, of which none has fewer bytes.
  if (text.length < COMPRESS_FROM_BYTES || !takesGzip(request)) return new Response(text, { headers });
  const bytes = await compress(text, { level: LEVEL });
  return new Response(bytes, {
    headers: { ...headers, 'content-encoding': 'gzip', 'content-length': String(bytes.length) },
  });
}

function takesGzip({ headers }: Request): boolean {
  return /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:\s*(?:,|$)))/i.test(headers.get('accept-encoding') ?? '');
}
