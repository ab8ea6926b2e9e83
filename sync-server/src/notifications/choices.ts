/** How people want to be told, beside the list in the app. */
import { and, eq, sql } from 'drizzle-orm';
import type { NotificationChoices } from '@hazri/sync-protocol/api/notifications';
import { notificationChoices } from '../db/notification-schema.ts';
import type { Database } from '../db/open-database.ts';
import { upsertRows } from '../db/upsert-rows.ts';
import type { Writer } from '../db/writer.ts';

/** A scan's own phone shows what became of it: a message as well would only buzz. */
export const DEFAULT_CHOICES: NotificationChoices = {
  push: {
    session_started: true,
    attendance_recorded: false,
    attendance_changed: true,
    below_threshold: true,
    account_approved: true,
  },
  email: { below_threshold: true },
};

type ChoiceRow = typeof notificationChoices.$inferSelect;

export interface Choices {
  readonly of: (userId: number) => Promise<NotificationChoices>;
  /** Of many at one time; those without a row of their own have the defaults. */
  readonly ofMany: (userIds: readonly number[]) => Promise<(userId: number) => NotificationChoices>;
  readonly set: (userId: number, choices: NotificationChoices) => Promise<void>;
}

export function makeChoices({ orm }: Database, writer: Writer): Choices {
  return {
    of: async (userId) =>
      chosen(await orm.select().from(notificationChoices).where(eq(notificationChoices.userId, userId))),
    ofMany: async (userIds) => {
      const rows = await orm
        .select()
        .from(notificationChoices)
        .where(
          and(
            sql`${notificationChoices.userId} in (select value from json_each(${JSON.stringify(userIds)}))`,
          ),
        );
      const byUser = Map.groupBy(rows, (row) => row.userId);
      return (userId) => chosen(byUser.get(userId) ?? []);
    },
    set: (userId, { push, email }) => {
      const rows = [
        ...Object.entries(push).map(([kind, wanted]) => ({ userId, channel: 'push', kind, wanted })),
        ...Object.entries(email).map(([kind, wanted]) => ({ userId, channel: 'email', kind, wanted })),
      ] as ChoiceRow[];
      return writer.run((turn) => turn.commit([upsertRows(notificationChoices, rows)], []));
    },
  };
}

function chosen(rows: readonly ChoiceRow[]): NotificationChoices {
  const pick = (channel: ChoiceRow['channel']) =>
    Object.fromEntries(
      rows.filter((row) => row.channel === channel).map(({ kind, wanted }) => [kind, wanted]),
    );
  const { below_threshold = DEFAULT_CHOICES.email.below_threshold } = pick('email');
  return { push: { ...DEFAULT_CHOICES.push, ...pick('push') }, email: { below_threshold } };
}
