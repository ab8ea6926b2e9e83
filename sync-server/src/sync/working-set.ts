/**
 * Everything that one flush reads and changes. Rows are read in sets (`json_each`), changed in memory and
 * written at the end in one transaction; nobody else writes meanwhile, so what was read stays true.
 */
import type { SQL } from 'drizzle-orm';
import { and, eq, or, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { InStatement } from '@libsql/client';
import type { Database, Orm } from '../db/open-database.ts';
import {
  aliases,
  attendance,
  codesShown,
  deviceContacts,
  enrolments,
  facts,
  headcounts,
  notifications,
  requests,
  scans,
  sessions,
  tallies,
  users,
} from '../db/schema.ts';
import { selectRows } from '../db/select-rows.ts';
import { upsertRows } from '../db/upsert-rows.ts';
import type { WriteTurn } from '../db/writer.ts';
import type { Drafts } from './drafts.ts';
import { makeDrafts } from './drafts.ts';

export type UserRow = typeof users.$inferSelect;
export type SessionRow = typeof sessions.$inferSelect;
export type FactRow = typeof facts.$inferSelect;
export type ScanRow = typeof scans.$inferSelect;
export type AttendanceRow = typeof attendance.$inferSelect;
export type EnrolmentRow = typeof enrolments.$inferSelect;
export type TallyRow = typeof tallies.$inferSelect;
export type ShownRow = typeof codesShown.$inferSelect;
export type HeadcountRow = typeof headcounts.$inferSelect;
export type NotificationRow = typeof notifications.$inferSelect;
export type RequestRow = typeof requests.$inferSelect;
export type ContactRow = typeof deviceContacts.$inferSelect;
type AliasRow = typeof aliases.$inferSelect;

export type Pair = readonly [first: number, second: number];

/** Rows that carry `rev` get theirs at the end; until then it is what was read, or this. */
export const NO_REV = 0;

export const pairKey = (first: number, second: number): string => `${first}:${second}`;
/** What names a fact or a scan: an id is one author's own (FACT4). */
export const ownKey = (authorId: number, uuid: string): string => `${authorId}:${uuid}`;
/** What names an excuse or appeal: its id is its student's own. */
export const requestKey = ({
  kind,
  studentId,
  uuid,
}: Pick<RequestRow, 'kind' | 'studentId' | 'uuid'>): string => `${kind}:${ownKey(studentId, uuid)}`;
/** The nonces of a screen's step share this. */
export const shownStep = (row: Omit<ShownRow, 'nonce'>): string =>
  `${row.sessionId}:${row.kid}:${row.stepStart}`;
export const shownKey = (row: ShownRow): string =>
  `${row.sessionId}:${row.kid}:${row.stepStart}:${row.nonce}`;

/** What a flush writes: its statements, and the rows that a person's own scope consists of, with their revs. */
export interface Written {
  readonly statements: readonly InStatement[];
  /** The last rev taken; 0 for none. */
  readonly upTo: number;
  readonly enrolments: readonly EnrolmentRow[];
  readonly scans: readonly ScanRow[];
  readonly attendance: readonly AttendanceRow[];
  readonly notifications: readonly NotificationRow[];
  readonly requests: readonly RequestRow[];
}

const APPROVED_EXCUSE = sql`${requests.kind} = 'excuse' and ${requests.decision} = 'approve'`;

export class WorkingSet {
  readonly users: Drafts<UserRow> = makeDrafts(
    (row) => row.id,
    (row) => row.uuid,
  );
  readonly aliases: Drafts<AliasRow> = makeDrafts(
    (row) => row.uuid,
    (row) => row.uuid,
  );
  readonly sessions: Drafts<SessionRow> = makeDrafts(
    (row) => row.id,
    (row) => row.uuid,
    (row) => row.ref,
  );
  readonly facts: Drafts<FactRow> = makeDrafts(
    (row) => row.seq,
    (row) => ownKey(row.authorId, row.id),
    (row) => row.subject,
  );
  readonly scans: Drafts<ScanRow> = makeDrafts(
    (row) => row.id,
    (row) => ownKey(row.studentId, row.uuid),
    (row) => row.uuid,
  );
  readonly attendance: Drafts<AttendanceRow> = makeDrafts((row) => pairKey(row.sessionId, row.studentId));
  readonly enrolments: Drafts<EnrolmentRow> = makeDrafts((row) => pairKey(row.classId, row.studentId));
  readonly tallies: Drafts<TallyRow> = makeDrafts((row) => pairKey(row.classId, row.studentId));
  readonly shown: Drafts<ShownRow> = makeDrafts(shownKey, () => null, shownStep);
  readonly headcounts: Drafts<HeadcountRow> = makeDrafts((row) => row.sessionId);
  readonly notifications: Drafts<NotificationRow> = makeDrafts((row) => row.id);
  readonly requests: Drafts<RequestRow> = makeDrafts(
    (row) => row.id,
    (row) => requestKey(row),
    (row) => row.uuid,
  );
  readonly contacts: Drafts<ContactRow> = makeDrafts((row) => row.deviceId);
  readonly turn: WriteTurn;
  readonly #orm: Orm;
  /** Lookups made in this flush, found or not: nobody else writes meanwhile. */
  readonly #asked = new Set<string>();

  constructor(database: Database, turn: WriteTurn) {
    this.#orm = database.orm;
    this.turn = turn;
  }

  /** The person a UUID names: an account, or the walk-in that was merged into one. */
  person(uuid: string): UserRow | undefined {
    const alias = this.aliases.named(uuid);
    return alias ? this.users.get(alias.userId) : this.users.named(uuid);
  }

  async loadPeople(uuids: readonly string[]): Promise<void> {
    if (uuids.length === 0) return;
    const found = await selectRows(this.#orm, aliases, among(aliases.uuid, uuids));
    this.aliases.take(found);
    const ids = found.map((alias) => alias.userId);
    const where = or(among(users.uuid, uuids), among(users.id, ids));
    this.users.take(await selectRows(this.#orm, users, where));
  }

  async loadUsers(ids: readonly number[]): Promise<void> {
    const missing = ids.filter((id) => this.users.get(id) === undefined);
    if (missing.length > 0) this.users.take(await selectRows(this.#orm, users, among(users.id, missing)));
  }

  async loadUsersByStudentNo(numbers: readonly string[]): Promise<void> {
    if (numbers.length === 0) return;
    this.users.take(await selectRows(this.#orm, users, among(users.studentNo, numbers)));
  }

  async loadFacts(own: readonly (readonly [authorId: number, id: string])[]): Promise<void> {
    if (own.length === 0) return;
    // In the index's order and cast to its columns' types: otherwise SQLite scans the table.
    const where = sql`(${facts.id}, ${facts.authorId}) in (select cast(json_extract(value, '$[1]') as text), cast(json_extract(value, '$[0]') as integer) from json_each(${JSON.stringify(own)}))`;
    this.facts.take(await selectRows(this.#orm, facts, where));
  }

  async loadWaitingFacts(keys: readonly string[]): Promise<readonly FactRow[]> {
    if (keys.length === 0) return [];
    this.facts.take(await selectRows(this.#orm, facts, among(facts.waitsFor, keys)));
    const wanted = new Set(keys);
    return this.facts.all().filter((row) => row.waitsFor !== null && wanted.has(row.waitsFor));
  }

  /** Facts that are read again for these subjects (see `facts.subject`), and their authors. */
  async loadSubjects(subjects: readonly string[]): Promise<void> {
    if (subjects.length === 0) return;
    this.facts.take(await selectRows(this.#orm, facts, among(facts.subject, subjects)));
    const stated = subjects.flatMap((subject) => this.facts.grouped(subject));
    await this.loadUsers([...new Set(stated.map((row) => row.authorId))]);
  }

  sessionsByRef(ref: string): readonly SessionRow[] {
    return this.sessions.grouped(ref);
  }

  factsAbout(subject: string): readonly FactRow[] {
    return this.facts.grouped(subject).filter((row) => row.outcome === 'accepted');
  }

  async countWaiting(authorIds: readonly number[]): Promise<ReadonlyMap<number, number>> {
    if (authorIds.length === 0) return new Map();
    // The outcome is written out: SQLite takes a partial index only for a literal.
    const rows = await this.#orm
      .select({ authorId: facts.authorId, count: sql<number>`count(*)` })
      .from(facts)
      .where(and(among(facts.authorId, authorIds), sql`${facts.outcome} = 'waiting'`))
      .groupBy(facts.authorId);
    return new Map(rows.map((row) => [row.authorId, row.count]));
  }

  async loadSessions(by: {
    readonly uuids?: readonly string[];
    readonly refs?: readonly string[];
    readonly ids?: readonly number[];
  }): Promise<void> {
    const { uuids = [], refs = [], ids = [] } = by;
    const missing = ids.filter((id) => this.sessions.get(id) === undefined);
    if (uuids.length + refs.length + missing.length === 0) return;
    const where = or(among(sessions.uuid, uuids), among(sessions.ref, refs), among(sessions.id, missing));
    this.sessions.take(await selectRows(this.#orm, sessions, where));
  }

  /** Completed and cancelled sessions of the classes, as rows of the set. */
  async settledSessions(classIds: readonly number[]): Promise<readonly SessionRow[]> {
    if (classIds.length === 0) return [];
    const settled = sql`${sessions.status} in ('completed', 'cancelled')`;
    this.sessions.take(
      await selectRows(this.#orm, sessions, and(among(sessions.classId, classIds), settled)),
    );
    const wanted = new Set(classIds);
    return this.sessions
      .all()
      .filter((row) => wanted.has(row.classId) && (row.status === 'completed' || row.status === 'cancelled'));
  }

  /** Sessions of classes that were ever opened and begin within the span: what a typed code may belong to. */
  async loadOpenedSessions(classIds: readonly number[], from: number, until: number): Promise<void> {
    if (classIds.length === 0) return;
    const near = sql`${sessions.openedAt} is not null and ${sessions.startsAt} between ${from} and ${until}`;
    this.sessions.take(await selectRows(this.#orm, sessions, and(among(sessions.classId, classIds), near)));
  }

  /** Whoever's they are. */
  async loadScans(uuids: readonly string[]): Promise<void> {
    if (uuids.length > 0) this.scans.take(await selectRows(this.#orm, scans, among(scans.uuid, uuids)));
  }

  async loadScansOf(by: {
    readonly sessionIds?: readonly number[];
    readonly refs?: readonly string[];
    /** (session, student) */
    readonly pairs?: readonly Pair[];
    /** (class, student): of that class, or typed for it */
    readonly classStudents?: readonly Pair[];
    /** Typed scans for the class, whoever made them. */
    readonly typedClassIds?: readonly number[];
  }): Promise<void> {
    const { sessionIds = [], refs = [], pairs = [], classStudents = [], typedClassIds = [] } = by;
    const conditions: SQL[] = [];
    if (sessionIds.length > 0) conditions.push(among(scans.sessionId, sessionIds));
    if (refs.length > 0) conditions.push(among(scans.ref, refs));
    if (pairs.length > 0) conditions.push(amongPairs(scans.sessionId, scans.studentId, pairs));
    if (classStudents.length > 0) {
      conditions.push(amongPairs(scans.classId, scans.studentId, classStudents));
      conditions.push(amongPairs(scans.typedClassId, scans.studentId, classStudents));
    }
    if (typedClassIds.length > 0) conditions.push(among(scans.typedClassId, typedClassIds));
    // One query each: SQLite would scan the table for an OR over several indexes with subqueries.
    for (const where of conditions) this.scans.take(await selectRows(this.#orm, scans, where));
  }

  async loadScansByInstallation(
    sessionIds: readonly number[],
    installations: readonly string[],
  ): Promise<void> {
    if (sessionIds.length === 0 || installations.length === 0) return;
    const where = and(among(scans.sessionId, sessionIds), among(scans.installation, installations));
    this.scans.take(await selectRows(this.#orm, scans, where));
  }

  async loadAttendance(pairs: readonly Pair[], sessionIds: readonly number[]): Promise<void> {
    const missing = this.#unasked('attendance', pairs, keyOfPair);
    if (missing.length > 0) {
      const where = amongPairs(attendance.sessionId, attendance.studentId, missing);
      this.attendance.take(await selectRows(this.#orm, attendance, where));
    }
    if (sessionIds.length > 0) {
      this.attendance.take(await selectRows(this.#orm, attendance, among(attendance.sessionId, sessionIds)));
    }
  }

  async loadEnrolments(pairs: readonly Pair[], classIds: readonly number[] = []): Promise<void> {
    const missing = this.#unasked('enrolments', pairs, keyOfPair);
    if (missing.length > 0) {
      const where = amongPairs(enrolments.classId, enrolments.studentId, missing);
      this.enrolments.take(await selectRows(this.#orm, enrolments, where));
    }
    if (classIds.length > 0) {
      this.enrolments.take(await selectRows(this.#orm, enrolments, among(enrolments.classId, classIds)));
    }
  }

  async loadTallies(pairs: readonly Pair[]): Promise<void> {
    const missing = this.#unasked('tallies', pairs, keyOfPair);
    if (missing.length === 0) return;
    const where = amongPairs(tallies.classId, tallies.studentId, missing);
    this.tallies.take(await selectRows(this.#orm, tallies, where));
  }

  async loadShown(sessionIds: readonly number[]): Promise<void> {
    const missing = this.#unasked('shown', sessionIds, String);
    if (missing.length === 0) return;
    this.shown.take(await selectRows(this.#orm, codesShown, among(codesShown.sessionId, missing)));
  }

  async loadHeadcounts(sessionIds: readonly number[]): Promise<void> {
    if (sessionIds.length === 0) return;
    this.headcounts.take(await selectRows(this.#orm, headcounts, among(headcounts.sessionId, sessionIds)));
  }

  /** Excuses and appeals under these ids, whoever's they are. */
  async loadRequests(uuids: readonly string[]): Promise<void> {
    if (uuids.length > 0)
      this.requests.take(await this.#orm.select().from(requests).where(among(requests.uuid, uuids)));
  }

  /** Excuses of (class, student) that staff have approved. */
  async loadExcuses(pairs: readonly Pair[]): Promise<void> {
    const missing = this.#unasked('excuses', pairs, keyOfPair);
    if (missing.length === 0) return;
    const where = and(amongPairs(requests.classId, requests.studentId, missing), APPROVED_EXCUSE);
    this.requests.take(await this.#orm.select().from(requests).where(where));
  }

  /** Approved excuses of everybody in the classes. */
  async loadExcusesOf(classIds: readonly number[]): Promise<void> {
    if (classIds.length === 0) return;
    const where = and(among(requests.classId, classIds), APPROVED_EXCUSE);
    this.requests.take(await this.#orm.select().from(requests).where(where));
  }

  /** Sessions of the class that begin within the span, as rows of the set. */
  async sessionsWithin(classId: number, from: number, until: number): Promise<readonly SessionRow[]> {
    const begins = sql`${sessions.startsAt} between ${from} and ${until}`;
    this.sessions.take(
      await this.#orm
        .select()
        .from(sessions)
        .where(and(eq(sessions.classId, classId), begins)),
    );
    return this.sessions
      .all()
      .filter((row) => row.classId === classId && from <= row.startsAt && row.startsAt <= until);
  }

  async loadContacts(deviceIds: readonly number[]): Promise<void> {
    if (deviceIds.length === 0) return;
    this.contacts.take(
      await selectRows(this.#orm, deviceContacts, among(deviceContacts.deviceId, deviceIds)),
    );
  }

  /** Those not asked for before, each once; they count as asked from now on. */
  #unasked<Key>(table: string, keys: readonly Key[], textOf: (key: Key) => string): readonly Key[] {
    return keys.filter((key) => {
      const name = `${table} ${textOf(key)}`;
      if (this.#asked.has(name)) return false;
      this.#asked.add(name);
      return true;
    });
  }

  /** The statements that write all that changed; every changed row of a synced table gets a rev of its own. */
  write(): Written {
    const { turn } = this;
    let upTo = 0;
    const withRev = <Row extends { readonly rev: number }>(rows: readonly Row[]): readonly Row[] =>
      rows.map((row) => ({ ...row, rev: (upTo = turn.nextRev()) }));
    const written = {
      enrolments: withRev(this.enrolments.changed()),
      scans: withRev(this.scans.changed()),
      attendance: withRev(this.attendance.changed()),
      notifications: withRev(this.notifications.changed()),
      requests: withRev(this.requests.changed()),
    };
    const planned = [
      [users, withRev(this.users.changed())],
      [aliases, this.aliases.changed()],
      [sessions, withRev(this.sessions.changed())],
      [enrolments, written.enrolments],
      [facts, this.facts.changed()],
      [scans, written.scans],
      [attendance, written.attendance],
      [tallies, this.tallies.changed()],
      [codesShown, this.shown.changed()],
      [headcounts, withRev(this.headcounts.changed())],
      [notifications, written.notifications],
      [requests, written.requests],
      [deviceContacts, this.contacts.changed()],
    ] as const;
    const statements = planned.flatMap(([table, rows]) => (rows.length > 0 ? [upsertRows(table, rows)] : []));
    return { statements, upTo, ...written };
  }
}

function keyOfPair([first, second]: Pair): string {
  return pairKey(first, second);
}

function among(column: SQLiteColumn, values: readonly (string | number)[]): SQL {
  return sql`${column} in (select value from json_each(${JSON.stringify(values)}))`;
}

function amongPairs(first: SQLiteColumn, second: SQLiteColumn, pairs: readonly Pair[]): SQL {
  return sql`(${first}, ${second}) in (select json_extract(value, '$[0]'), json_extract(value, '$[1]') from json_each(${JSON.stringify(pairs)}))`;
}
