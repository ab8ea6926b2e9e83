/** The rows of a scope that changed within a span of revs, read from the database (SYNC4). */
import { sql } from 'drizzle-orm';
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';
import { enrolments, sessions } from '../db/class-schema.ts';
import { notifications } from '../db/notification-schema.ts';
import { users } from '../db/people-schema.ts';
import { attendance, headcounts, scans } from '../db/record-schema.ts';
import { requests } from '../db/request-schema.ts';
import type { RowOf } from '@hazri/sync-protocol';
import type { ColumnOf, Part, Place } from '../db/select-rows.ts';
import { among, firstBy, selection, selectRows } from '../db/select-rows.ts';
import type { ReadDeps, Span } from './read-span.ts';
import type { Names, WireRow } from './wire-rows.ts';
import {
  attendanceRow,
  enrolmentRow,
  headcountRow,
  notificationRow,
  requestRow,
  SCAN_ON_WIRE,
  scanRow,
} from './wire-rows.ts';

type Synced = SQLiteTable & { readonly rev: SQLiteColumn; readonly classId: SQLiteColumn };
type Ids = Place<readonly number[]>;

/** Those of a class that changed within a span, oldest change first. */
function changedInClass<Table extends Synced, Column extends ColumnOf<Table> = ColumnOf<Table>>(
  part: Part<Table, Column>,
) {
  const { table } = part;
  return firstBy(
    part,
    table.rev,
    (classId: Place<number>, from: Place<number>, upTo: Place<number>) =>
      sql`${table.classId} = ${classId} and ${table.rev} > ${from} and ${table.rev} <= ${upTo}`,
  );
}
const ROSTER = changedInClass({ table: enrolments });
const ATTENDED = changedInClass({ table: attendance });
const SCANNED = changedInClass({ table: scans, only: SCAN_ON_WIRE });
const ASKED = changedInClass({ table: requests });
const COUNTS = changedInClass({ table: headcounts });
const PEOPLE = selection(users, (ids: Ids) => among(users.id, ids));
const HELD = selection(sessions, (ids: Ids) => among(sessions.id, ids));

/** Scope `staff:<id>`: roster, attendance, verdicts, headcounts. */
export async function staffRows(deps: ReadDeps, classId: number, span: Span): Promise<readonly WireRow[]> {
  const { reader } = deps.database;
  const { from, upTo, limit } = span;
  const roster = await selectRows(reader, ROSTER, classId, from, upTo, limit);
  const attended = await selectRows(reader, ATTENDED, classId, from, upTo, limit);
  const scanned = await selectRows(reader, SCANNED, classId, from, upTo, limit);
  const asked = await selectRows(reader, ASKED, classId, from, upTo, limit);
  const counts = await selectRows(reader, COUNTS, classId, from, upTo, limit);
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
  const { reader } = database;
  const unique = (values: readonly number[]) => [...new Set(values)];
  const people = ids.users.length === 0 ? [] : await selectRows(reader, PEOPLE, unique(ids.users));
  const held = ids.sessions.length === 0 ? [] : await selectRows(reader, HELD, unique(ids.sessions));
  const byId = new Map(people.map((row) => [row.id, row]));
  const uuidById = new Map(held.map((row) => [row.id, row.uuid]));
  return { user: (id) => byId.get(id), sessionUuid: (id) => uuidById.get(id) };
}
