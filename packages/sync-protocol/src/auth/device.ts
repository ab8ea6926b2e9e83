/** `POST /api/devices`: a device makes a P-256 key pair and registers the public half. */
import * as z from 'zod/mini';
import { deviceId, text, uuid } from '../primitives.ts';

const coordinate = z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/));

export const publicKey = z.strictObject({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: coordinate,
  y: coordinate,
});
export type DevicePublicKey = z.infer<typeof publicKey>;

export const deviceRequest = z.strictObject({
  publicKey,
  /** Random id of this installation of the app, the same for every account on the phone (SCAN9). */
  installation: uuid,
  label: text(80),
});

export const deviceResponse = z.object({ deviceId });
