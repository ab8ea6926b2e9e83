/** WebSocket `GET /api/live`: "come and pull", a hint only (SYNC8). */
import * as z from 'zod/mini';
import { scope } from './sync-request.ts';

export const poke = z.object({ scopes: z.array(scope) });
export type Poke = z.infer<typeof poke>;
