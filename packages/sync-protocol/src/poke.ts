/**
 * WebSocket `GET /api/live`: "come and pull", a hint only (SYNC8). The first one comes with the connection and names
 * all of its scopes, so that a device knows whether it missed anything before.
 *
 * An answer of a pull gives cursors at which the device has all that was committed until then, rights included. So
 * whoever has a cursor of `rev` or more in each of `scopes`, in this `epoch`, has what the poke is about: mostly the
 * phone that stated it. A poke without `rev` (an older server) always asks for a pull.
 */
import * as z from 'zod/mini';
import { uuid } from './primitives.ts';
import { cursor, scope } from './sync-request.ts';

export const poke = z.object({
  /** In which something changed, or may have. */
  scopes: z.array(scope),
  /** The change is not above this. */
  rev: z.optional(cursor),
  /** The life of the server's database that `rev` belongs to (SYNC6). */
  epoch: z.optional(uuid),
});
export type Poke = z.infer<typeof poke>;
