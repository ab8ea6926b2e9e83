/** `/api/admin/health`: how the server is. What everybody may know of it is at `/api/health`. */
import { serverHealth } from '@hazri/sync-protocol/api/health';
import type { AppDeps } from '../app-deps.ts';
import { appliedMigrations } from '../db/applied-migrations.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { endpoint } from '../http/endpoint.ts';
import { readLastBackup } from '../operations/last-backup.ts';

export function serverHealthEndpoints(deps: AppDeps): readonly Endpoint[] {
  const { clock, config, database, mailer, measures, pokes, startedAt, troubles, writer } = deps;
  return [
    endpoint({
      method: 'get',
      path: '/admin/health',
      access: 'administrator',
      summary: 'How the server is: database, backup, devices, traffic, mail',
      answer: serverHealth,
      handle: async () => {
        const { bytes, freeBytes } = await database.place.size();
        return {
          serverTime: clock.now(),
          startedAt,
          version: config.version,
          trouble: troubles.current(),
          database: { bytes, freeBytes, migrations: await appliedMigrations(database, config.migrationsDir) },
          lastBackup: await readLastBackup(config.dataDir),
          connected: pokes.size(),
          lastMinute: measures.lastMinute(),
          queuedWrites: writer.queued(),
          mail: { sends: mailer.sends, waiting: mailer.waiting(), trouble: mailer.trouble() },
        };
      },
    }),
  ];
}
