/** `POST /api/devices/:id/issuer`: day keys for showing codes offline (token format, Keys). */
import * as z from 'zod/mini';
import { deviceTimeMs, u32 } from '../primitives.ts';

export const issuerRequest = z.strictObject({ sentAt: deviceTimeMs });

export const issuerResponse = z.object({
  kid: u32,
  /** `day` = UTC day number; `key` = 32 bytes base64url. */
  days: z.array(z.object({ day: z.int(), key: z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/)) })),
});
export type IssuerResponse = z.infer<typeof issuerResponse>;
