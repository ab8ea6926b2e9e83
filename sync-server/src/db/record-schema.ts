/** What follows from the facts: scans with their verdicts, attendance, and what they are judged by. */
import type { MarkStatus } from '@hazri/domain';
import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, real, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { FactStamp } from './fact-schema.ts';

export const MARKS = ['present', 'late', 'absent', 'excused'] as const;
export const TRUSTS = ['live', 'deferred', 'witnessed'] as const;
export const ATTENDANCE_STATUSES = ['present', 'late', 'absent', 'excused', 'expected', 'void'] as const;
export const ATTENDANCE_SOURCES = ['scan', 'mark', 'excuse', 'completion', 'none'] as const;
export const SCAN_OUTCOMES = ['accepted', 'waiting', 'review', 'rejected'] as const;

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
