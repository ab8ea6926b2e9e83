/** What people want to be told, and how. */
import { and, eq, sql } from 'drizzle-orm';
import type { NotificationChoices } from '@hazri/sync-protocol/api/notifications';
import { notificationChoices } from '../db/notification-schema.ts';
import type { Database } from '../db/open-database.ts';
import { upsertRows } from '../db/upsert-rows.ts';
import type { Writer } from '../db/writer.ts';

/** A scan's own phone shows what became of it: a message as well would only buzz. */
export const DEFAULT_CHOICES: NotificationChoices = {
  app: {
    session_started: true,
    attendance_recorded: true,
    attendance_changed: true,
    below_threshold: true,
  },
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

type Kind = ChoiceRow['kind'];

/** Whether somebody wants not to be told of a kind in the app; asked for every person that a flush has news for. */
export type IsSilenced = (userId: number, kind: Kind) => boolean;

export interface Choices {
  readonly of: (userId: number) => Promise<NotificationChoices>;
  /** Of many at one time; those without a row of their own have the defaults. */
  readonly ofMany: (userIds: readonly number[]) => Promise<(userId: number) => NotificationChoices>;
  readonly set: (userId: number, choices: NotificationChoices) => Promise<void>;
  readonly isSilenced: IsSilenced;
}

export async function openChoices({ orm }: Database, writer: Writer): Promise<Choices> {
  // Few want less than everything: kept in memory, so that no flush reads the choices of a whole roster.
  const silenced = new Set<string>();
  const keyOf = (userId: number, kind: Kind) => `${userId} ${kind}`;
  const unwanted = await orm
    .select()
    .from(notificationChoices)
    .where(and(eq(notificationChoices.channel, 'app'), eq(notificationChoices.wanted, false)));
  for (const { userId, kind } of unwanted) silenced.add(keyOf(userId, kind));

  return {
    of: async (userId) =>
      chosen(await orm.select().from(notificationChoices).where(eq(notificationChoices.userId, userId))),
    ofMany: async (userIds) => {
      const rows = await orm
        .select()
        .from(notificationChoices)
        .where(
          sql`${notificationChoices.userId} in (select value from json_each(${JSON.stringify(userIds)}))`,
        );
      const byUser = Map.groupBy(rows, (row) => row.userId);
      return (userId) => chosen(byUser.get(userId) ?? []);
    },
    set: (userId, { app, push, email }) => {
      const rows = Object.entries({ app, push, email }).flatMap(([channel, kinds]) =>
        Object.entries(kinds).map(([kind, wanted]) => ({ userId, channel, kind, wanted })),
      ) as ChoiceRow[];
      return writer.run(async (turn) => {
        await turn.commit([upsertRows(notificationChoices, rows)], []);
        for (const { channel, kind, wanted } of rows) {
          if (channel !== 'app') continue;
          if (wanted) silenced.delete(keyOf(userId, kind));
          else silenced.add(keyOf(userId, kind));
        }
      });
    },
    isSilenced: (userId, kind) => silenced.has(keyOf(userId, kind)),
  };
}

function chosen(rows: readonly ChoiceRow[]): NotificationChoices {
  const pick = (channel: ChoiceRow['channel']) =>
    Object.fromEntries(
      rows.filter((row) => row.channel === channel).map(({ kind, wanted }) => [kind, wanted]),
    );
  const { below_threshold = DEFAULT_CHOICES.email.below_threshold } = pick('email');
  return {
    app: { ...DEFAULT_CHOICES.app, ...pick('app') },
    push: { ...DEFAULT_CHOICES.push, ...pick('push') },
    email: { below_threshold },
  };
}
