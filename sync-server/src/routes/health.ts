/** `GET /api/health`: can this server take facts? */
import { Hono } from 'hono';
import type { App, AppDeps, AppEnv } from '../app-deps.ts';
import { problem } from '../http/problem.ts';

export function healthRoutes({ config, clock, writer, database }: AppDeps): App {
  return new Hono<AppEnv>().get('/health', async (c) => {
    try {
      // A write that changes nothing still takes the lock and touches the log.
      await writer.run(() => database.client.batch(['UPDATE meta SET epoch = epoch'], 'write'));
    } catch {
      return problem('database_unavailable', { retryAfterSeconds: 5 });
    }
    return c.json({ status: 'ok', version: config.version, database: 'ok', serverTime: clock.now() });
  });
}
