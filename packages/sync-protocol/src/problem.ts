/** Error body of every endpoint: RFC 9457 with a stable machine `reason`. */
import * as z from 'zod/mini';

export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  reason: z.string(),
  detail: z.optional(z.string()),
  /** What is wrong with which field of the body, by dotted path. */
  issues: z.optional(z.array(z.object({ path: z.string(), code: z.string() }))),
});
export type Problem = z.infer<typeof problem>;
