/**
 * Scope `me`: profile, own enrolments, attendance, verdicts, requests, notifications (SYNC4). A crowd that comes back
 * asks in the same moment, each for a few rows: what is asked before the first of them is answered is read together.
 */
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { enrolments } from '../db/class-schema.ts';
import { notifications } from '../db/notification-schema.ts';
import { users } from '../db/people-schema.ts';
import { attendance, scans } from '../db/record-schema.ts';
import { requests } from '../db/request-schema.ts';
import { changedOf, selectChanged } from '../db/select-changed.ts';
import { readNames } from './read-rows.ts';
import type { ReadDeps, Span } from './read-span.ts';
import type { WireRow } from './wire-rows.ts';
import {
  attendanceRow,
  enrolmentRow,
  notificationRow,
  profileRow,
  requestRow,
  SCAN_ON_WIRE,
  scanRow,
} from './wire-rows.ts';

/** People read together: bounds how long one reading holds the server up. */
const MAX_TOGETHER = 100;

interface Asked {
  readonly userId: number;
  readonly span: Span;
  readonly resolve: (rows: readonly WireRow[]) => void;
  readonly reject: (cause: unknown) => void;
}

export function makeMyRows(deps: Pick<ReadDeps, 'catalogue' | 'database'>): ReadDeps['myRows'] {
  let asked: Asked[] = [];

  function answerAll(): void {
    const all = asked;
    asked = [];
    for (let at = 0; at < all.length; at += MAX_TOGETHER) answer(all.slice(at, at + MAX_TOGETHER));
  }

  function answer(group: readonly Asked[]): void {
    readTogether(deps, group).then(
      (rows) => group.forEach(({ resolve }, index) => resolve(rows[index] ?? [])),
      (cause: unknown) => {
        for (const { reject } of group) reject(cause);
      },
    );
  }

  return (userId, span) =>
    new Promise((resolve, reject) => {
      // Those whom one flush answered all come here before this runs.
      if (asked.length === 0) queueMicrotask(answerAll);
      asked.push({ userId, span, resolve, reject });
    });
}

const byStudent = ({ studentId, rev }: { readonly studentId: SQLiteColumn; readonly rev: SQLiteColumn }) => ({
  owner: studentId,
  rev,
});
const PROFILES = changedOf({ table: users }, { owner: users.id, rev: users.rev });
const ENROLMENTS = changedOf({ table: enrolments }, byStudent(enrolments));
const ATTENDANCE = changedOf({ table: attendance }, byStudent(attendance));
const SCANS = changedOf({ table: scans, only: SCAN_ON_WIRE }, byStudent(scans));
const REQUESTS = changedOf({ table: requests }, byStudent(requests));
const NOTIFICATIONS = changedOf(
  { table: notifications },
  { owner: notifications.userId, rev: notifications.rev },
);

async function readTogether(
  { database, catalogue }: Pick<ReadDeps, 'catalogue' | 'database'>,
  group: readonly Pick<Asked, 'userId' | 'span'>[],
): Promise<readonly (readonly WireRow[])[]> {
  const { reader } = database;
  const wanted = group.map(({ userId, span }) => ({ owner: userId, from: span.from, upTo: span.upTo }));
  const limit = Math.max(...group.map(({ span }) => span.limit));
  const profile = await selectChanged(reader, PROFILES, wanted, limit);
  const enrolled = await selectChanged(reader, ENROLMENTS, wanted, limit);
  const attended = await selectChanged(reader, ATTENDANCE, wanted, limit);
  const scanned = await selectChanged(reader, SCANS, wanted, limit);
  const requested = await selectChanged(reader, REQUESTS, wanted, limit);
  const told = await selectChanged(reader, NOTIFICATIONS, wanted, limit);
  const names = await readNames(
    { database },
    {
      users: [...wanted.map(({ owner }) => owner), ...told.flat().flatMap((row) => row.studentId ?? [])],
      sessions: [attended, scanned, requested, told].flat(2).flatMap((row) => row.sessionId ?? []),
    },
  );
  const known = { catalogue };
  return group.map((_, at) => [
    ...(profile[at] ?? []).map(profileRow),
    ...(enrolled[at] ?? []).flatMap((row) => enrolmentRow(known, names, row)),
    ...(attended[at] ?? []).flatMap((row) => attendanceRow(known, names, row)),
    ...(scanned[at] ?? []).flatMap((row) => scanRow(known, names, row, false)),
    ...(requested[at] ?? []).flatMap((row) => requestRow(known, names, row, false)),
    ...(told[at] ?? []).flatMap((row) => notificationRow(known, names, row)),
  ]);
}
