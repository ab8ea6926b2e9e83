/** `GET /api/health`: can the server take facts? `GET /api/admin/health`: how it is, for administrators. */
import * as z from 'zod/mini';
import { timeMs } from '../primitives.ts';

export const health = z.object({
  status: z.literal('ok'),
  version: z.string(),
  database: z.literal('ok'),
  serverTime: timeMs,
});

export const serverHealth = z.object({
  serverTime: timeMs,
  startedAt: timeMs,
  version: z.string(),
  /** Machine word of why nothing can be written; null while all is well. */
  trouble: z.nullable(z.string()),
  database: z.object({
    /** Of the database and its log together. */
    bytes: z.int(),
    /** Room that is left where it lies. */
    freeBytes: z.int(),
    migrations: z.object({ count: z.int(), last: z.string() }),
  }),
  /** As `hazri backup` noted it in the data folder; null when none was made there. */
  lastBackup: z.nullable(z.object({ at: timeMs, bytes: z.int(), encrypted: z.boolean() })),
  /** Devices that listen for news at this moment. */
  connected: z.int(),
  /** Within the last minute. */
  lastMinute: z.object({ syncs: z.int(), facts: z.int() }),
  /** Writes that wait for their turn. */
  queuedWrites: z.int(),
  mail: z.object({
    /** False: administrators hand out codes. */
    sends: z.boolean(),
    waiting: z.int(),
    /** Why the last one didn't get through; null while they do. */
    trouble: z.nullable(z.object({ at: timeMs, why: z.string() })),
  }),
});
export type ServerHealth = z.infer<typeof serverHealth>;
