/** The steps a screen is about to show, stated before each is displayed: `codes.shown`. */
import * as z from 'zod/mini';
import { offsetMs, sessionId, u32 } from '../primitives.ts';

/** One fact covers at most this many steps (50 minutes at 30 s). */
export const MAX_SHOWN_STEPS = 100;

const shownStep = z.tuple([u32, z.string().check(z.regex(/^[0-9a-f]{8}$/))]);

export const codesShown = z.strictObject({
  sessionId,
  kid: u32,
  clockOffsetMs: offsetMs,
  steps: z.array(shownStep).check(z.minLength(1), z.maxLength(MAX_SHOWN_STEPS)),
});
