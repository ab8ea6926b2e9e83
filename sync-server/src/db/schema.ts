/**
 * What the database keeps. Integers are the keys inside; UUIDs appear only as the `uuid` column of a row that
 * the outside names. `facts` is append-only; `sessions`, `scans`, `attendance` and `tallies` are derived from it.
 * Every synced table carries `rev` (SYNC4). Times are epoch milliseconds unless a name says otherwise.
 */
import type { MarkStatus, Policy, Stamp } from '@hazri/domain';
import type { Meeting } from '@hazri/sync-protocol';
import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, real, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

export const ROLES = ['student', 'professor', 'administrator'] as const;
/**
 * `unverified` has not proven its e-mail yet; `pending` waits for an administrator's approval; a `walk_in` was written
 * down by a professor, and is `merged` once its account is known.
 */
export const USER_STATES = ['active', 'unverified', 'pending', 'deactivated', 'walk_in', 'merged'] as const;
export const MARKS = ['present', 'late', 'absent', 'excused'] as const;
export const TRUSTS = ['live', 'deferred', 'witnessed'] as const;
export const ATTENDANCE_STATUSES = ['present', 'late', 'absent', 'excused', 'expected', 'void'] as const;
export const ATTENDANCE_SOURCES = ['scan', 'mark', 'excuse', 'completion', 'none'] as const;
export const SESSION_STATUSES = ['scheduled', 'active', 'completed', 'cancelled'] as const;
export const FACT_OUTCOMES = ['accepted', 'waiting', 'review', 'rejected', 'set_aside'] as const;
export const SCAN_OUTCOMES = ['accepted', 'waiting', 'review', 'rejected'] as const;

/** One row: which life of the database this is (SYNC6) and how far the counters have come. */
export const meta = sqliteTable('meta', {
  id: integer().primaryKey(),
  epoch: text().notNull(),
  rev: integer().notNull(),
  keyEpoch: integer('key_epoch').notNull(),
  /** Keys of an earlier life may be missing from the tables: unknown ones wait (SCAN1). */
  keysRestored: integer('keys_restored', { mode: 'boolean' }).notNull(),
});

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

export const classes = sqliteTable(
  'classes',
  {
    id: integer().primaryKey(),
    uuid: text().notNull(),
    course: text().notNull(),
    title: text().notNull(),
    section: text().notNull(),
    term: text().notNull(),
    room: text().notNull(),
    timeZone: text('time_zone').notNull(),
    policy: text({ mode: 'json' }).$type<Policy>().notNull(),
    timetable: text({ mode: 'json' }).$type<readonly Meeting[]>().notNull(),
    /** Entries of the catalogue; `course`, `title` and `term` above are their names as people read them. */
    courseId: integer('course_id'),
    termId: integer('term_id'),
    departmentId: integer('department_id'),
    /** Students that may join; null: any number. */
    capacity: integer(),
    /** What students type to join; null: nobody can. */
    joinCode: text('join_code'),
    joinUntil: integer('join_until'),
    /** Rates below this many per cent are low; null: the institution's line. */
    lowPercent: real('low_percent'),
    archivedAt: integer('archived_at'),
    rev: integer().notNull(),
  },
  (t) => [
    uniqueIndex('classes_uuid').on(t.uuid),
    uniqueIndex('classes_join_code').on(t.joinCode),
    index('classes_course').on(t.courseId),
    index('classes_term').on(t.termId),
  ],
);

/** Who taught a class when: a row for each time, so that what was stated then stays theirs to have stated (SES4). */
export const staff = sqliteTable(
  'staff',
  {
    classId: integer('class_id').notNull(),
    userId: integer('user_id').notNull(),
    role: text({ enum: ['professor', 'assistant'] }).notNull(),
    from: integer('from_at').notNull(),
    until: integer('until_at'),
  },
  (t) => [primaryKey({ columns: [t.classId, t.userId, t.from] }), index('staff_user').on(t.userId)],
);

export const enrolments = sqliteTable(
  'enrolments',
  {
    classId: integer('class_id').notNull(),
    studentId: integer('student_id').notNull(),
    from: integer('from_at').notNull(),
    until: integer('until_at'),
    addedAt: integer('added_at').notNull(),
    /** On record without any fact (an import); null for enrolments that facts alone made. */
    baseFrom: integer('base_from'),
    baseUntil: integer('base_until'),
    rev: integer().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.classId, t.studentId] }),
    index('enrolments_class_rev').on(t.classId, t.rev),
    index('enrolments_student_rev').on(t.studentId, t.rev),
  ],
);

/** Which of two facts is newer: its clamped stamp, then its id, then its author (FACT3, SES1). */
export interface FactStamp {
  readonly stamp: Stamp;
  readonly factId: string;
  /** UUID; missing in rows from when ids were everybody's. */
  readonly author?: string | undefined;
}

export const sessions = sqliteTable(
  'sessions',
  {
    id: integer().primaryKey(),
    uuid: text().notNull(),
    ref: text().notNull(),
    classId: integer('class_id').notNull(),
    /** Who planned it: the timetable, or staff for one day; null for an ad hoc session. */
    plan: text({ enum: ['timetable', 'single'] }),
    plannedStartsAt: integer('planned_starts_at'),
    plannedEndsAt: integer('planned_ends_at'),
    /** Where a session for one day differs from its class; null: it doesn't. */
    plannedRoom: text('planned_room'),
    plannedTitle: text('planned_title'),
    /** No longer planned: replicas are told to forget it. Kept, because a device that wasn't told may still open it. */
    removedAt: integer('removed_at'),
    status: text({ enum: SESSION_STATUSES }).notNull(),
    startsAt: integer('starts_at').notNull(),
    openedAt: real('opened_at'),
    closedAt: real('closed_at'),
    room: text(),
    title: text(),
    policy: text({ mode: 'json' }).$type<Policy>().notNull(),
    lifecycle: text({ mode: 'json' }).$type<FactStamp>(),
    /** Of its newest cancellation, while that is the state. */
    cancelReason: text('cancel_reason'),
    rev: integer().notNull(),
  },
  (t) => [
    uniqueIndex('sessions_uuid').on(t.uuid),
    // Unique within a class only: a ref is looked up among the classes whose staff owns the token's kid (SES6),
    // so a stranger can't occupy one.
    uniqueIndex('sessions_ref').on(t.ref, t.classId),
    index('sessions_class_rev').on(t.classId, t.rev),
  ],
);

/** Append-only: what devices stated, as they stated it, with its first receipt. */
export const facts = sqliteTable(
  'facts',
  {
    seq: integer().primaryKey(),
    id: text().notNull(),
    kind: text().notNull(),
    authorId: integer('author_id').notNull(),
    deviceId: integer('device_id'),
    /** SHA-256 (hex) of the author and the canonical JSON of the fact (FACT4). */
    hash: text().notNull(),
    json: text().notNull(),
    receivedAt: integer('received_at').notNull(),
    sentAt: integer('sent_at').notNull(),
    /** Where it came from first; null for what the server states itself, and once it was forgotten (privacy). */
    address: text(),
    outcome: text({ enum: FACT_OUTCOMES }).notNull(),
    reason: text(),
    /** What the fact is read again for: `session:<id>`, `enrolment:<class>:<student>`, `witness:<student>:<scan uuid>`. */
    subject: text(),
    /**
     * UUID or ref that must become known before the fact can be judged (FACT5), or that a review is looked at again
     * for, since other students may have scans of the same id; null otherwise.
     */
    waitsFor: text('waits_for'),
  },
  (t) => [
    // An id is one author's own (FACT4): nobody can take it from them by stating a fact with it first.
    uniqueIndex('facts_id').on(t.id, t.authorId),
    // Partial: most facts are scans that have none of these, and each index entry costs its insert.
    index('facts_subject')
      .on(t.subject)
      .where(sql`subject is not null`),
    index('facts_waiting')
      .on(t.waitsFor)
      .where(sql`waits_for is not null`),
    index('facts_set_aside')
      .on(t.seq)
      .where(sql`outcome = 'set_aside'`),
    // What staff said of one session by hand: asked for when somebody wants to know what happened to a record.
    index('facts_marks')
      .on(sql`json ->> '$.body.sessionId'`)
      .where(sql`kind = 'mark'`),
    index('facts_author_waiting')
      .on(t.authorId)
      .where(sql`outcome = 'waiting'`),
  ],
);

/** What the server observed of a scan (immutable after its receipt) and its verdict (judged again at will). */
export const scans = sqliteTable(
  'scans',
  {
    id: integer().primaryKey(),
    uuid: text().notNull(),
    studentId: integer('student_id').notNull(),
    deviceId: integer('device_id'),
    installation: text(),
    how: text({ enum: ['camera', 'link', 'typed', 'api'] }).notNull(),
    tokens: text({ mode: 'json' })
      .$type<readonly { readonly text: string; readonly gapMs: number }[]>()
      .notNull(),
    shortCode: text('short_code'),
    /** Class that a typed scan names; null for tokens, which name a session. */
    typedClassId: integer('typed_class_id'),
    ref: text(),
    sessionId: integer('session_id'),
    classId: integer('class_id'),
    scannedAt: integer('scanned_at').notNull(),
    sentAt: integer('sent_at').notNull(),
    receivedAt: integer('received_at').notNull(),
    clockJumped: integer('clock_jumped', { mode: 'boolean' }).notNull(),
    jumpBeforeMs: real('jump_before_ms'),
    jumpAfterMs: real('jump_after_ms'),
    contactAfter: integer('contact_after', { mode: 'boolean' }).notNull(),
    /** False while only a witness's receipt tells of the scan. */
    ownReceipt: integer('own_receipt', { mode: 'boolean' }).notNull(),
    /** Staff stated a `witness` of it; whether one counts is asked each time (SCAN13). */
    hasWitness: integer('has_witness', { mode: 'boolean' }).notNull(),
    review: text({ enum: ['accept', 'reject'] }),
    reviewStamp: text('review_stamp', { mode: 'json' }).$type<FactStamp>(),
    outcome: text({ enum: SCAN_OUTCOMES }).notNull(),
    reason: text(),
    trust: text({ enum: TRUSTS }),
    tokenTime: real('token_time'),
    notBefore: real('not_before'),
    notAfter: real('not_after').notNull(),
    rev: integer().notNull(),
  },
  (t) => [
    uniqueIndex('scans_uuid').on(t.uuid, t.studentId),
    index('scans_session_student').on(t.sessionId, t.studentId),
    index('scans_session_installation').on(t.sessionId, t.installation),
    // Partial, as most scans are placed at once and few are typed: the row of a scan costs what its indices cost.
    index('scans_unplaced')
      .on(t.ref)
      .where(sql`session_id is null`),
    index('scans_typed')
      .on(t.typedClassId, t.studentId)
      .where(sql`typed_class_id is not null`),
    index('scans_student_rev').on(t.studentId, t.rev),
    index('scans_class_rev').on(t.classId, t.rev),
  ],
);

/** WITHOUT ROWID (the migration says so): 10⁷ rows are expected. */
export const attendance = sqliteTable(
  'attendance',
  {
    sessionId: integer('session_id').notNull(),
    studentId: integer('student_id').notNull(),
    classId: integer('class_id').notNull(),
    status: text({ enum: ATTENDANCE_STATUSES }).notNull(),
    source: text({ enum: ATTENDANCE_SOURCES }).notNull(),
    at: real(),
    minutesLate: integer('minutes_late').notNull(),
    trust: text({ enum: TRUSTS }),
    needsReview: integer('needs_review', { mode: 'boolean' }).notNull(),
    mark: text({ mode: 'json' }).$type<MarkMade>(),
    scanTokenTime: real('scan_token_time'),
    scanTrust: text('scan_trust', { enum: TRUSTS }),
    excused: integer({ mode: 'boolean' }).notNull(),
    onRoster: integer('on_roster', { mode: 'boolean' }).notNull(),
    rev: integer().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.sessionId, t.studentId] }),
    index('attendance_student_rev').on(t.studentId, t.rev),
    index('attendance_class_rev').on(t.classId, t.rev),
  ],
);

export interface MarkMade extends FactStamp {
  readonly status: MarkStatus | null;
}

/** How often a student had each status in a class, kept in the same transaction as attendance (ATT8). */
export const tallies = sqliteTable(
  'tallies',
  {
    classId: integer('class_id').notNull(),
    studentId: integer('student_id').notNull(),
    present: integer().notNull(),
    late: integer().notNull(),
    absent: integer().notNull(),
    excused: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.classId, t.studentId] })],
);

/** Nonces that a screen said it would show, by key and step (SCAN11). */
export const codesShown = sqliteTable(
  'codes_shown',
  {
    sessionId: integer('session_id').notNull(),
    kid: integer().notNull(),
    /** Unix seconds. */
    stepStart: integer('step_start').notNull(),
    nonce: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.sessionId, t.kid, t.stepStart, t.nonce] })],
);

export const headcounts = sqliteTable(
  'headcounts',
  {
    sessionId: integer('session_id').primaryKey(),
    classId: integer('class_id').notNull(),
    count: integer().notNull(),
    made: text({ mode: 'json' }).$type<FactStamp>().notNull(),
    rev: integer().notNull(),
  },
  (t) => [index('headcounts_class_rev').on(t.classId, t.rev)],
);

export const REQUEST_KINDS = ['excuse', 'appeal'] as const;

/** What students ask of staff, folded from its facts: to be excused for a while, or to have a session looked at again. */
export const requests = sqliteTable(
  'requests',
  {
    id: integer().primaryKey(),
    kind: text({ enum: REQUEST_KINDS }).notNull(),
    /** Chosen by the student's device: unique with the student and the kind only (FACT4). */
    uuid: text().notNull(),
    studentId: integer('student_id').notNull(),
    classId: integer('class_id').notNull(),
    /** Of an appeal. */
    sessionId: integer('session_id'),
    /** Of an excuse: whoever should have come between the two is excused (ATT4). */
    from: integer('from_at'),
    until: integer('until_at'),
    reason: text().notNull(),
    receivedAt: integer('received_at').notNull(),
    decision: text({ enum: ['approve', 'decline'] }),
    note: text(),
    decided: text({ mode: 'json' }).$type<FactStamp>(),
    rev: integer().notNull(),
  },
  (t) => [
    uniqueIndex('requests_uuid').on(t.uuid, t.studentId, t.kind),
    index('requests_class_student').on(t.classId, t.studentId),
    index('requests_student_rev').on(t.studentId, t.rev),
    index('requests_class_rev').on(t.classId, t.rev),
  ],
);

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
