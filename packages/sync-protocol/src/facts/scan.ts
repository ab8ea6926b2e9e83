/** A student's device observed one to three tokens, or a typed short code: `scan`. */
import * as z from 'zod/mini';
import { classId, deviceTimeMs, durationMs, rawText } from '../primitives.ts';

export const MAX_TOKENS_PER_SCAN = 3;
/** Longer than a token (61) so that what was really read reaches the server and gets its reason. */
export const MAX_TOKEN_TEXT = 128;

const codeScan = z.strictObject({
  tokens: z
    .array(z.strictObject({ text: rawText(MAX_TOKEN_TEXT), gapMs: durationMs }))
    .check(z.minLength(1), z.maxLength(MAX_TOKENS_PER_SCAN)),
  scannedAt: deviceTimeMs,
  how: z.enum(['camera', 'link']),
});

const typedScan = z.strictObject({
  classId,
  shortCode: z.string().check(z.regex(/^[0-9]{8}$/)),
  scannedAt: deviceTimeMs,
  how: z.literal('typed'),
});

export const scan = z.discriminatedUnion('how', [codeScan, typedScan]);
