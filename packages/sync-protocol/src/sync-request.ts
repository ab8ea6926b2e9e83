/** `POST /api/sync`, what the device sends: facts up, cursors for the changes down. */
import * as z from 'zod/mini';
import { deviceId, deviceTimeMs, uuid } from './primitives.ts';

export const PROTOCOL_VERSION = 1;
export const MAX_FACTS_PER_SYNC = 100;
export const MAX_SYNC_BYTES = 64 * 1024;
export const MAX_SCOPES = 500;

/** `me`, `class:<uuid>` or `staff:<uuid>` (SYNC5). */
export const SCOPE_PATTERN =
  /^(me|(class|staff):[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/;

export type Scope = 'me' | `class:${string}` | `staff:${string}`;

export const scope = z.string().check(z.regex(SCOPE_PATTERN)) as unknown as z.ZodMiniType<Scope, string>;
export const cursor = z.int().check(z.minimum(0));

/**
 * Facts stay unknown here: each is parsed on its own (`parseFact`), so that one bad fact never fails the body.
 */
export const syncRequest = z.strictObject({
  proto: z.literal(PROTOCOL_VERSION),
  device: deviceId,
  /** Which life of the server's database the cursors belong to; null on the first sync. */
  epoch: z.nullable(uuid),
  /** Raw device clock at sending. */
  sentAt: deviceTimeMs,
  /** Monotonic milliseconds at sending, where the device has such a clock. */
  mono: z.optional(z.number()),
  facts: z.array(z.unknown()).check(z.maxLength(MAX_FACTS_PER_SYNC)),
  /** The outbox holds more than this request carries: nothing that isn't in it was held back (SCAN8). */
  leavesFacts: z.optional(z.boolean()),
  /** First receipts that an earlier life of the server acknowledged, honoured after a restore (SYNC6). */
  receipts: z.optional(
    z
      .array(z.strictObject({ id: uuid, receivedAt: deviceTimeMs, stamp: z.string().check(z.maxLength(64)) }))
      .check(z.maxLength(MAX_FACTS_PER_SYNC)),
  ),
  cursors: z.record(scope, cursor).check(z.refine((cursors) => Object.keys(cursors).length <= MAX_SCOPES)),
});
export type SyncRequest = Omit<z.infer<typeof syncRequest>, 'cursors'> & {
  readonly cursors: Readonly<Partial<Record<Scope, number>>>;
};

/** Header with the device's P-256 signature (r‖s, base64url) over `signedSyncBytes`. */
export const SIGNATURE_HEADER = 'Hazri-Signature';

/** Label before the SHA-256 of the body in what a device signs. */
export const SYNC_SIGNATURE_LABEL = 'hazri/v1/sync';
export const ISSUER_SIGNATURE_LABEL = 'hazri/v1/issuer';
