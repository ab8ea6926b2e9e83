/** Accounts, their logins, and the devices and keys that speak for them. */
import { index, integer, real, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

export const ROLES = ['student', 'professor', 'administrator'] as const;

/**
 * `unverified` has not proven its e-mail yet; `pending` waits for an administrator's approval; a `walk_in` was written
 * down by a professor, and is `merged` once its account is known.
 */
export const USER_STATES = ['active', 'unverified', 'pending', 'deactivated', 'walk_in', 'merged'] as const;

export const users = sqliteTable(
  'users',
  {
    id: integer().primaryKey(),
    uuid: text().notNull(),
    /** null for a walk-in that a staff device made (merged with an account by roll number). */
    email: text(),
    role: text({ enum: ROLES }).notNull(),
    state: text({ enum: USER_STATES }).notNull(),
    passwordHash: text('password_hash'),
    givenName: text('given_name').notNull(),
    familyName: text('family_name').notNull(),
    studentNo: text('student_no'),
    employeeNo: text('employee_no'),
    /** 0 for accounts that are older than this column. */
    createdAt: integer('created_at').notNull().default(0),
    rev: integer().notNull(),
  },
  (t) => [
    uniqueIndex('users_uuid').on(t.uuid),
    uniqueIndex('users_email').on(t.email),
    uniqueIndex('users_student_no').on(t.studentNo),
  ],
);

/** Ids that staff devices made for people who turned out to have an account (same roll number). */
export const aliases = sqliteTable('aliases', {
  uuid: text().notNull().primaryKey(),
  userId: integer('user_id').notNull(),
});

/** Lucia's table: `id` is the SHA-256 of the cookie's token, `expiresAt` is in Unix seconds. */
export const authSessions = sqliteTable(
  'auth_sessions',
  {
    id: text().notNull().primaryKey(),
    userId: integer('user_id').notNull(),
    expiresAt: integer('expires_at').notNull(),
    /** When the password was given: fetching keys needs a recent login. */
    loginAt: integer('login_at').notNull(),
  },
  (t) => [index('auth_sessions_user').on(t.userId)],
);

export const ENDINGS = ['logged_out', 'password_changed', 'account_deactivated', 'device_revoked'] as const;

export const devices = sqliteTable(
  'devices',
  {
    id: integer().primaryKey(),
    uuid: text().notNull(),
    userId: integer('user_id').notNull(),
    /** Coordinates of the P-256 public key, base64url. */
    x: text().notNull(),
    y: text().notNull(),
    installation: text().notNull(),
    label: text().notNull(),
    createdAt: integer('created_at').notNull(),
    /** The auth session that last used the device, and when that expires of itself (SYNC7). */
    sessionId: text('session_id'),
    sessionExpiresAt: integer('session_expires_at').notNull(),
    /** Why the device may not hand over facts by its signature alone; null while it may. */
    ended: text({ enum: ENDINGS }),
  },
  (t) => [
    uniqueIndex('devices_uuid').on(t.uuid),
    index('devices_user').on(t.userId),
    index('devices_session').on(t.sessionId),
  ],
);

/** The last contact of each device: what SCAN8 and the jump of TIME2 are seen from. */
export const deviceContacts = sqliteTable('device_contacts', {
  deviceId: integer('device_id').primaryKey(),
  sentAt: integer('sent_at').notNull(),
  receivedAt: integer('received_at').notNull(),
  /** Monotonic device clock at sending, ms; null where it wasn't told. */
  mono: real(),
  /** The last exchange that had room left for more facts (SCAN8); 0 before the first. */
  roomSentAt: integer('room_sent_at').notNull(),
  roomReceivedAt: integer('room_received_at').notNull().default(0),
  /** Ids of the last messages: a copy of one is no contact. */
  recent: text({ mode: 'json' }).$type<readonly string[]>().notNull().default([]),
  /** Where the last contact came from, and what browser it said it was; forgotten in time (privacy). */
  address: text(),
  agent: text(),
});

export const issuerKids = sqliteTable(
  'issuer_kids',
  {
    kid: integer().primaryKey(),
    /** null: the server's own key, for sessions shown over the reference's route. */
    userId: integer('user_id'),
    deviceId: integer('device_id'),
    keyEpoch: integer('key_epoch').notNull(),
    createdAt: integer('created_at').notNull(),
    revokedAt: integer('revoked_at'),
  },
  (t) => [index('issuer_kids_user').on(t.userId), index('issuer_kids_device').on(t.deviceId)],
);
