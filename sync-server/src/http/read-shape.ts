/** Does a value have the shape that a schema wants, and if not, what is wrong with which field? */
import type * as z from 'zod/mini';
import type { Issue } from './problem.ts';

/** A form shows them beside its fields; more than these nobody reads. */
const MAX_ISSUES = 20;

export type Shaped<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly issues: readonly Issue[] };

export function readShape<T>(value: unknown, schema: z.ZodMiniType<T>): Shaped<T> {
  const parsed = schema.safeParse(value);
  return parsed.success ? { ok: true, value: parsed.data } : { ok: false, issues: issuesOf(parsed.error) };
}

/** `path` is dotted and empty for the whole, `code` is zod's word or the schema's own. */
function issuesOf(error: z.core.$ZodError): readonly Issue[] {
  return error.issues
    .slice(0, MAX_ISSUES)
    .map(({ path, code }) => ({ path: path.map(String).join('.'), code }));
}
