/** A request body as a message of the protocol, or the problem to answer with. */
import * as z from 'zod/mini';
import type { Result } from '@hazri/domain';
import { fail, ok } from '@hazri/domain';
import { problem } from './problem.ts';
import { MAX_BODY_BYTES, parseJson, readBody } from './read-body.ts';

export interface Message<T> {
  readonly value: T;
  /** As sent: what a device signature covers. */
  readonly bytes: Uint8Array;
}

type Refused = { readonly ok: false; readonly response: Response };

export async function readMessage<T>(
  request: Request,
  schema: z.ZodMiniType<T>,
  maxBytes: number = MAX_BODY_BYTES,
): Promise<{ readonly ok: true; readonly value: Message<T> } | Refused> {
  const body = await readBody(request, maxBytes);
  if (!body.ok) return { ok: false, response: problem(body.reason) };
  const json = parseJson(body.value);
  if (!json.ok) return { ok: false, response: problem('body_malformed') };
  const parsed = readShape(json.value, schema);
  if (!parsed.ok) return { ok: false, response: problem('body_malformed', { detail: parsed.reason }) };
  return { ok: true, value: { value: parsed.value, bytes: body.value } };
}

function readShape<T>(value: unknown, schema: z.ZodMiniType<T>): Result<T, string> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  return fail(issue ? `${issue.path.join('.')}: ${issue.code}` : 'unreadable');
}
