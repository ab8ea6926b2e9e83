/**
 * One fact on the wire. The envelope is read first and the body by its kind, so that a bad or unknown fact
 * is judged alone and never spoils its batch (SYNC1, FACT2).
 */
import * as z from 'zod/mini';
import type { Fact, FactBodies, FactKind, Result } from '@hazri/domain';
import { fail, ok } from '@hazri/domain';
import { deviceTimeMs, factId, someText, stamp } from '../primitives.ts';
import { appeal, appealDecided } from './appeal.ts';
import { codesShown } from './codes-shown.ts';
import { enrolmentAdded, enrolmentEnded } from './enrolment.ts';
import { excuse, excuseDecided } from './excuse.ts';
import { headcount } from './headcount.ts';
import { mark } from './mark.ts';
import { review } from './review.ts';
import { scan } from './scan.ts';
import { sessionCancelled, sessionMoved } from './session-moved.ts';
import { sessionOpened } from './session-opened.ts';
import { witness } from './witness.ts';

export const MAX_KIND = 40;

/** What every fact of every version has, also of kinds this build doesn't know. */
export const factEnvelope = z.strictObject({
  id: factId,
  kind: someText(MAX_KIND),
  v: z.int().check(z.minimum(1), z.maximum(1_000)),
  madeAt: deviceTimeMs,
  hlc: stamp,
  clockJumped: z.optional(z.boolean()),
  body: z.record(z.string(), z.unknown()),
});
export type FactEnvelope = z.infer<typeof factEnvelope>;

export const factBodies: { readonly [Kind in FactKind]: z.ZodMiniType<FactBodies[Kind]> } = {
  'session.opened': sessionOpened,
  'session.completed': sessionMoved,
  'session.reopened': sessionMoved,
  'session.cancelled': sessionCancelled,
  'codes.shown': codesShown,
  scan,
  mark,
  witness,
  review,
  headcount,
  'enrolment.added': enrolmentAdded,
  'enrolment.ended': enrolmentEnded,
  excuse,
  appeal,
  'excuse.decided': excuseDecided,
  'appeal.decided': appealDecided,
};

export type FactFault = 'fact_malformed' | 'field_forbidden' | 'kind_unknown';

function isKnownKind(kind: string): kind is FactKind {
  return Object.hasOwn(factBodies, kind);
}

/**
 * Reads one fact. `kind_unknown` (a newer kind or version) is not the sender's fault: it is set aside (FACT2);
 * `field_forbidden` names a field that the schema doesn't have, such as an author; the rest is `fact_malformed`.
 */
export function parseFact(input: unknown): Result<Fact, FactFault> {
  const envelope = factEnvelope.safeParse(input);
  if (!envelope.success) return fail(faultOf(envelope.error));
  if (hasHiddenField(input)) return fail('field_forbidden');
  const { kind, v } = envelope.data;
  if (!isKnownKind(kind) || v !== 1) return fail('kind_unknown');
  const body = factBodies[kind].safeParse(envelope.data.body);
  if (!body.success) return fail(faultOf(body.error));
  return ok({ ...envelope.data, body: body.data } as Fact);
}

/** `z.record` leaves an own `__proto__` of the body out without a word; what is stored must be what was sent. */
function hasHiddenField(input: unknown): boolean {
  if (typeof input !== 'object' || input === null || !('body' in input)) return false;
  return typeof input.body === 'object' && input.body !== null && Object.hasOwn(input.body, '__proto__');
}

function faultOf(error: z.core.$ZodError): FactFault {
  return error.issues.some((issue) => issue.code === 'unrecognized_keys')
    ? 'field_forbidden'
    : 'fact_malformed';
}
