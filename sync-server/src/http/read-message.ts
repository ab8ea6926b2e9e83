/** A request body as a message of the protocol, or the problem to answer with. */
import type * as z from 'zod/mini';
import { problem } from './problem.ts';
import { MAX_BODY_BYTES, parseJson, readBody } from './read-body.ts';
import { readShape } from './read-shape.ts';

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
  if (!parsed.ok) {
    const { issues } = parsed;
    const detail = issues[0] ? `${issues[0].path}: ${issues[0].code}` : 'unreadable';
    return { ok: false, response: problem('body_malformed', { detail, issues }) };
  }
  return { ok: true, value: { value: parsed.value, bytes: body.value } };
}
