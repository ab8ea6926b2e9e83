/** Notifications are news, not the record: old ones go, and nobody keeps more than so many. */
import { asc, sql } from 'drizzle-orm';
import type { InStatement } from '@libsql/client';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/open-database.ts';
import { notifications } from '../db/notification-schema.ts';
import type { Writer } from '../db/writer.ts';

const DAY_MS = 86_400_000;
/** Devices hide older ones by themselves (web/src/lib/features/notices). */
export const KEPT_DAYS = 90;
export const KEPT_PER_USER = 500;
/** Several times a day: a server that is started anew every night deletes, too. */
const EVERY_MS = 6 * 3_600_000;
/** Deleted in one commit: other writes wait for it. */
const MAX_PER_COMMIT = 5_000;
const MAX_USERS_PER_COMMIT = 50;

interface Deps {
  readonly database: Database;
  readonly writer: Writer;
  readonly clock: Clock;
}

/** Deletes what is too old or too many. Devices are told nothing: they hide it too. */
export async function sweepNotifications({ database: { orm }, writer, clock }: Deps): Promise<void> {
  const oldest = clock.now() - KEPT_DAYS * DAY_MS;
  for (;;) {
    // Ids grow with time: the first ones are the oldest, so no index on the time is needed.
    const first = await orm
      .select({ id: notifications.id, at: notifications.at })
      .from(notifications)
      .orderBy(asc(notifications.id))
      .limit(MAX_PER_COMMIT);
    const old = first.filter(({ at }) => at < oldest);
    const last = old.at(-1);
    if (last === undefined) break;
    const sqlText = 'DELETE FROM notifications WHERE id <= ? AND at < ?';
    await write(writer, [{ sql: sqlText, args: [last.id, oldest] }]);
    if (old.length < MAX_PER_COMMIT) break;
  }
  const crowded = await orm
    .select({ userId: notifications.userId })
    .from(notifications)
    .groupBy(notifications.userId)
    .having(sql`count(*) > ${KEPT_PER_USER}`);
  for (let from = 0; from < crowded.length; from += MAX_USERS_PER_COMMIT) {
    const users = crowded.slice(from, from + MAX_USERS_PER_COMMIT);
    await write(
      writer,
      users.map(({ userId }) => ({
        sql: 'DELETE FROM notifications WHERE user_id = ? AND id NOT IN (SELECT id FROM notifications WHERE user_id = ? ORDER BY id DESC LIMIT ?)',
        args: [userId, userId, KEPT_PER_USER],
      })),
    );
  }
}

function write(writer: Writer, statements: readonly InStatement[]): Promise<void> {
  return writer.run((turn) => turn.commit(statements, []));
}

/** @returns what ends it */
export function startSweeping(deps: Deps & { readonly report: (cause: unknown) => void }): () => void {
  const timer = setInterval(() => void sweepNotifications(deps).catch(deps.report), EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
