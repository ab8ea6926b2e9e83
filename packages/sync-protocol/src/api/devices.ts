/** `GET /api/devices`: the devices of one's account. */
import * as z from 'zod/mini';
import { deviceId, timeMs } from '../primitives.ts';

export const deviceList = z.object({
  devices: z.array(z.object({ deviceId, label: z.string(), createdAt: timeMs })),
});
