/** The rows of a scope that changed within a span of revs, read from the database (SYNC4). */
import type { SQL } from 'drizzle-orm';
import { and, eq, gt, lte, sql } from 'drizzle-orm';
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';
import {
  attendance,
  enrolments,
  headcounts,
  notifications,
  requests,
  scans,
  sessions,
  users,
} from '../db/schema.ts';
import type { RowOf } from '@hazri/sync-protocol';
import { selectRows } from '../db/select-rows.ts';
import type { ReadDeps, Span } from './read-span.ts';
import type { Names, WireRow } from './wire-rows.ts';
import {
  attendanceRow,
  enrolmentRow,
  headcountRow,
  notificationRow,
  requestRow,
  scanRow,
} from './wire-rows.ts';

type Synced = SQLiteTable & { readonly rev: SQLiteColumn };

/** Those of the rows that changed within the span, oldest change first. */
function changed<Table extends Synced>(
  { database }: ReadDeps,
  table: Table,
  whose: SQL,
  { from, upTo, limit }: Span,
): Promise<readonly Table['$inferSelect'][]> {
  const where = and(whose, gt(table.rev, from), lte(table.rev, upTo));
  return selectRows(database.orm, table, where, { orderBy: table.rev, limit });
}

/** Scope `staff:<id>`: roster, attendance, verdicts, headcounts. */
export async function staffRows(deps: ReadDeps, classId: number, span: Span): Promise<readonly WireRow[]> {
  const roster = await changed(deps, enrolments, eq(enrolments.classId, classId), span);
  const attended = await changed(deps, attendance, eq(attendance.classId, classId), span);
  const scanned = await changed(deps, scans, eq(scans.classId, classId), span);
  const asked = await changed(deps, requests, eq(requests.classId, classId), span);
  const counts = await changed(deps, headcounts, eq(headcounts.classId, classId), span);
  const names = await readNames(deps, {
    users: [...roster, ...attended, ...scanned, ...asked].map((row) => row.studentId),
    sessions: [...attended, ...scanned, ...asked, ...counts].flatMap((row) => row.sessionId ?? []),
  });
  return [
    ...roster.flatMap((row) => enrolmentRow(deps, names, row)),
    ...attended.flatMap((row) => attendanceRow(deps, names, row)),
    ...scanned.flatMap((row) => scanRow(deps, names, row, true)),
    ...asked.flatMap((row) => requestRow(deps, names, row, true)),
    ...counts.flatMap((row) => headcountRow(deps, names, row)),
  ];
}

/** A person's notifications by themselves, for whoever asks without a replica. */
export async function notificationsOnWire(
  deps: Pick<ReadDeps, 'catalogue' | 'database'>,
  told: readonly (typeof notifications.$inferSelect)[],
): Promise<readonly RowOf<'notification'>[]> {
  const names = await readNames(deps, {
    users: told.flatMap((row) => row.studentId ?? []),
    sessions: told.flatMap((row) => row.sessionId ?? []),
  });
  return told.flatMap((row) => notificationRow(deps, names, row));
}

/** @param ids any, more than once too */
export async function readNames(
  { database }: Pick<ReadDeps, 'database'>,
  ids: { readonly users: readonly number[]; readonly sessions: readonly number[] },
): Promise<Names> {
  const { orm } = database;
  const among = (column: SQLiteColumn, values: readonly number[]) =>
    sql`${column} in (select value from json_each(${JSON.stringify([...new Set(values)])}))`;
  const people = ids.users.length === 0 ? [] : await selectRows(orm, users, among(users.id, ids.users));
  const held =
    ids.sessions.length === 0
      ? []
      : await orm
          .select({ id: sessions.id, uuid: sessions.uuid })
          .from(sessions)
          .where(among(sessions.id, ids.sessions));
  const byId = new Map(people.map((row) => [row.id, row]));
  const uuidById = new Map(held.map((row) => [row.id, row.uuid]));
  return { user: (id) => byId.get(id), sessionUuid: (id) => uuidById.get(id) };
}
