/** One person's notifications: a page of them, and marking them read. Nobody reaches another's. */
import { and, desc, eq, isNull, lt, sql } from 'drizzle-orm';
import type { RowOf } from '@hazri/sync-protocol';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/open-database.ts';
import { notifications } from '../db/notification-schema.ts';
import { upsertRows } from '../db/upsert-rows.ts';
import type { Writer } from '../db/writer.ts';
import type { PokeHub } from '../sync/poke-hub.ts';
import { meOf } from '../sync/poke-hub.ts';
import { notificationsOnWire } from '../sync/read-rows.ts';

const PAGE = 50;

export interface InboxPage {
  readonly notifications: RowOf<'notification'>[];
  readonly next: string | null;
  readonly unread: number;
}

export interface Inbox {
  /** Newest first, told before the one named; null when that isn't the person's own. */
  readonly page: (userId: number, before: string | null) => Promise<InboxPage | null>;
  /** @returns how many were unread; null when there is no such notification of the person's */
  readonly read: (userId: number, uuid: string) => Promise<number | null>;
  readonly readAll: (userId: number) => Promise<number>;
}

interface Deps {
  readonly database: Database;
  readonly writer: Writer;
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  readonly pokes: PokeHub;
}

export function makeInbox(deps: Deps): Inbox {
  const { database, writer, clock, pokes } = deps;
  const { orm } = database;
  const own = (userId: number) => and(eq(notifications.userId, userId), isNull(notifications.removedAt));

  async function find(userId: number, uuid: string) {
    const [row] = await orm
      .select()
      .from(notifications)
      .where(and(own(userId), eq(notifications.uuid, uuid)))
      .limit(1);
    return row ?? null;
  }

  /** The rows get a new rev each: every device of the person's hears of it (SYNC4). */
  async function markRead(
    userId: number,
    choose: () => Promise<readonly (typeof notifications.$inferSelect)[]>,
  ): Promise<number> {
    const count = await writer.run(async (turn) => {
      const unread = (await choose()).filter((row) => row.readAt === null);
      if (unread.length === 0) return 0;
      const read = unread.map((row) => ({ ...row, readAt: clock.now(), rev: turn.nextRev() }));
      await turn.commit([upsertRows(notifications, read)], [meOf(userId)]);
      return unread.length;
    });
    if (count > 0) pokes.publish(new Set([meOf(userId)]));
    return count;
  }

  return {
    page: async (userId, before) => {
      const last = before === null ? null : await find(userId, before);
      if (before !== null && last === null) return null;
      const rows = await orm
        .select()
        .from(notifications)
        .where(and(own(userId), last === null ? undefined : lt(notifications.id, last.id)))
        .orderBy(desc(notifications.id))
        .limit(PAGE + 1);
      const [counted] = await orm
        .select({ unread: sql<number>`count(*)` })
        .from(notifications)
        .where(and(own(userId), isNull(notifications.readAt)));
      const page = rows.slice(0, PAGE);
      return {
        notifications: [...(await notificationsOnWire(deps, page))],
        next: rows.length > PAGE ? (page.at(-1)?.uuid ?? null) : null,
        unread: counted?.unread ?? 0,
      };
    },
    read: async (userId, uuid) => {
      const found = await find(userId, uuid);
      if (found === null) return null;
      return markRead(userId, async () => [(await find(userId, uuid)) ?? found]);
    },
    readAll: (userId) =>
      markRead(userId, () =>
        orm
          .select()
          .from(notifications)
          .where(and(own(userId), isNull(notifications.readAt))),
      ),
  };
}
