/** How many people were in the room: `headcount`. */
import * as z from 'zod/mini';
import { sessionId } from '../primitives.ts';

export const headcount = z.strictObject({
  sessionId,
  count: z.int().check(z.minimum(0), z.maximum(10_000)),
});
