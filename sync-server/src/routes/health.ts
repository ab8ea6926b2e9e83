/** `GET /api/health`: can this server take facts? */
import { health } from '@hazri/sync-protocol/api/health';
import type { AppDeps } from '../app-deps.ts';
import type { DatabaseTrouble } from '../db/database-trouble.ts';
import { dataDirTrouble } from '../db/database-trouble.ts';
import { TROUBLE_RETRY_SECONDS } from '../db/troubles.ts';
import { Overloaded } from '../db/writer.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { endpoint } from '../http/endpoint.ts';
import { problem } from '../http/problem.ts';

const WELL = { status: 'ok', database: 'ok' } as const;

export function healthEndpoints({ config, clock, writer, database }: AppDeps): readonly Endpoint[] {
  async function findTrouble(): Promise<DatabaseTrouble | null> {
    try {
      // Nobody reads it, but it is written (an UPDATE to the same value isn't) and held against the file like any
      // commit. It may fit into space that the log has already: whether there is room for more is asked as well.
      await writer.run((turn) => turn.commit(['PRAGMA user_version = 0']));
      return (await database.place.hasRoom()) ? null : 'disk_full';
    } catch (cause) {
      if (cause instanceof Overloaded) return 'database_busy';
      const trouble = dataDirTrouble(cause);
      if (trouble === null) throw cause;
      return trouble;
    }
  }

  return [
    endpoint({
      method: 'get',
      path: '/health',
      access: 'anyone',
      summary: 'Can this server take facts? 503 where it can’t, with the reason in `detail`',
      answer: health,
      handle: async () => {
        const trouble = await findTrouble();
        if (trouble !== null) {
          return problem('database_unavailable', {
            detail: trouble,
            retryAfterSeconds: TROUBLE_RETRY_SECONDS,
          });
        }
        return { ...WELL, version: config.version, serverTime: clock.now() };
      },
    }),
  ];
}
