/** `GET /api/devices`: the devices of one's account. */
import * as z from 'zod/mini';
import { deviceId, someText, timeMs } from '../primitives.ts';

const deviceEntry = z.object({
  deviceId,
  label: z.string(),
  createdAt: timeMs,
  /** Last signed exchange; null before the first. */
  lastContactAt: z.nullable(timeMs),
  /** Network it came from then, truncated, and what browser it said it was; null once forgotten. */
  lastAddress: z.nullable(z.string()),
  lastAgent: z.nullable(z.string()),
  /** Used by the login that asks. */
  current: z.boolean(),
  /** May hand over facts; false after its login was ended. */
  signedIn: z.boolean(),
});
export type DeviceEntry = z.infer<typeof deviceEntry>;

export const deviceList = z.object({ devices: z.array(deviceEntry) });

export const renameRequest = z.strictObject({ label: someText(80).check(z.trim(), z.minLength(1)) });
