/** What people are told, how they want to be told, and where their browsers can be reached while no page is open. */
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { ATTENDANCE_STATUSES } from './record-schema.ts';

export const NOTIFICATION_KINDS = [
  'session_started',
  'attendance_recorded',
  'attendance_changed',
  'below_threshold',
  'account_approved',
] as const;

/** What people were told; kept for a while only (notifications/sweep.ts). What a kind doesn't speak of is null. */
export const notifications = sqliteTable(
  'notifications',
  {
    id: integer().primaryKey(),
    /** Found among its owner's few, so without an index of its own: each scan writes a row here. */
    uuid: text().notNull(),
    userId: integer('user_id').notNull(),
    kind: text({ enum: NOTIFICATION_KINDS }).notNull(),
    at: integer().notNull(),
    classId: integer('class_id'),
    sessionId: integer('session_id'),
    /** Whose attendance it speaks of. */
    studentId: integer('student_id'),
    before: text({ enum: ATTENDANCE_STATUSES }),
    after: text({ enum: ATTENDANCE_STATUSES }),
    /** Whole per cent. */
    percent: integer(),
    readAt: integer('read_at'),
    /** Taken back: replicas are told to forget it, and what it spoke of is empty. */
    removedAt: integer('removed_at'),
    rev: integer().notNull(),
  },
  (t) => [index('notifications_user_rev').on(t.userId, t.rev)],
);

/** The list in the app, messages of what is in it, and letters. */
const CHANNELS = ['app', 'push', 'email'] as const;

/** What a person chose; without a row the default stands (notifications/choices.ts). */
export const notificationChoices = sqliteTable(
  'notification_choices',
  {
    userId: integer('user_id').notNull(),
    channel: text({ enum: CHANNELS }).notNull(),
    kind: text({ enum: NOTIFICATION_KINDS }).notNull(),
    wanted: integer({ mode: 'boolean' }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.channel, t.kind] })],
);

/** One a browser: an address of its push service, with the keys that only the browser can open messages with. */
export const pushSubscriptions = sqliteTable(
  'push_subscriptions',
  {
    endpoint: text().notNull().primaryKey(),
    userId: integer('user_id').notNull(),
    /** The auth session that asked for it: when that ends, so do the messages. */
    sessionId: text('session_id').notNull(),
    /** The browser's P-256 public key and its shared secret (RFC 8291), base64url. */
    p256dh: text().notNull(),
    auth: text().notNull(),
    language: text({ enum: ['en', 'hi', 'te'] }).notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [index('push_subscriptions_user').on(t.userId)],
);
