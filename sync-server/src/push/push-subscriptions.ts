/** Which browsers a person's messages go to. */
import { and, asc, eq, gt, sql } from 'drizzle-orm';
import type { AuthSession } from '../auth/auth-sessions.ts';
import type { Clock } from '../clock.ts';
import { pushSubscriptions } from '../db/notification-schema.ts';
import type { Database } from '../db/open-database.ts';
import { authSessions } from '../db/people-schema.ts';
import { upsertRows } from '../db/upsert-rows.ts';
import type { Writer } from '../db/writer.ts';

/** Browsers of one person; a further one takes the place of the oldest. */
export const MAX_SUBSCRIPTIONS = 10;

export type Subscription = typeof pushSubscriptions.$inferSelect;

export interface PushSubscriptions {
  /** A browser that somebody else used before is now this person's alone. */
  readonly add: (
    session: AuthSession,
    subscription: Pick<Subscription, 'endpoint' | 'p256dh' | 'auth' | 'language'>,
  ) => Promise<void>;
  /** Only the person's own. */
  readonly end: (userId: number, endpoint: string) => Promise<void>;
  /** Of these people, while the login that asked for it lasts. */
  readonly ofMany: (userIds: readonly number[]) => Promise<readonly Subscription[]>;
  readonly forget: (endpoint: string) => Promise<void>;
}

export function makePushSubscriptions({ orm }: Database, writer: Writer, clock: Clock): PushSubscriptions {
  const remove = (sqlText: string, args: (string | number)[]) =>
    writer.run((turn) => turn.commit([{ sql: sqlText, args }], []));
  return {
    add: ({ id: sessionId, userId }, subscription) =>
      writer.run(async (turn) => {
        const held = await orm
          .select({ endpoint: pushSubscriptions.endpoint })
          .from(pushSubscriptions)
          .where(eq(pushSubscriptions.userId, userId))
          .orderBy(asc(pushSubscriptions.createdAt), asc(pushSubscriptions.endpoint));
        const others = held.filter(({ endpoint }) => endpoint !== subscription.endpoint);
        const surplus = others.slice(0, Math.max(0, others.length - MAX_SUBSCRIPTIONS + 1));
        const row = { ...subscription, userId, sessionId, createdAt: clock.now() };
        await turn.commit(
          [
            upsertRows(pushSubscriptions, [row]),
            ...surplus.map(({ endpoint }) => ({
              sql: 'DELETE FROM push_subscriptions WHERE endpoint = ?',
              args: [endpoint],
            })),
          ],
          [],
        );
      }),
    end: (userId, endpoint) =>
      remove('DELETE FROM push_subscriptions WHERE endpoint = ? AND user_id = ?', [endpoint, userId]),
    ofMany: async (userIds) => {
      const among = sql`${pushSubscriptions.userId} in (select value from json_each(${JSON.stringify(userIds)}))`;
      const rows = await orm
        .select({ subscription: pushSubscriptions })
        .from(pushSubscriptions)
        .innerJoin(authSessions, eq(authSessions.id, pushSubscriptions.sessionId))
        .where(and(among, gt(authSessions.expiresAt, Math.floor(clock.now() / 1_000))));
      return rows.map(({ subscription }) => subscription);
    },
    forget: (endpoint) => remove('DELETE FROM push_subscriptions WHERE endpoint = ?', [endpoint]),
  };
}
