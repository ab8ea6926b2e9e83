/**
 * Everything that one flush reads and changes. Rows are read in sets (`json_each`), changed in memory and
 * written at the end in one transaction (write-set.ts); nobody else writes meanwhile, so what was read stays true.
 */
import type { Reader } from '../db/reader.ts';
import type { Selection, Value } from '../db/select-rows.ts';
import { selectRows } from '../db/select-rows.ts';
import type { WriteTurn } from '../db/writer.ts';
import type { Drafts } from './drafts.ts';
import { makeDrafts } from './drafts.ts';
import * as lookups from './lookups.ts';
import type {
  AliasRow,
  AttendanceRow,
  ContactRow,
  EnrolmentRow,
  FactRow,
  HeadcountRow,
  NotificationRow,
  Pair,
  RequestRow,
  ScanRow,
  SessionRow,
  ShownRow,
  TallyRow,
  UserRow,
} from './rows.ts';
import { ownKey, pairKey, requestKey, shownKey, shownStep } from './rows.ts';

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
  readonly #reader: Reader;
  /** Lookups made in this flush by table, found or not: nobody else writes meanwhile. */
  readonly #asked = new Map<string, Set<string>>();

  constructor({ reader }: { readonly reader: Reader }, turn: WriteTurn) {
    this.#reader = reader;
    this.turn = turn;
  }

  /** Rows of one table, in hand from now on as they were read. */
  async #load<Row extends object, Given extends readonly Value[]>(
    drafts: Drafts<Row>,
    selection: Selection<Row, Given>,
    ...given: Given
  ): Promise<readonly Row[]> {
    const rows = await selectRows(this.#reader, selection, ...given);
    drafts.take(rows);
    return rows;
  }

  /** The person a UUID names: an account, or the walk-in that was merged into one. */
  person(uuid: string): UserRow | undefined {
    const alias = this.aliases.named(uuid);
    return alias ? this.users.get(alias.userId) : this.users.named(uuid);
  }

  async loadPeople(uuids: readonly string[]): Promise<void> {
    if (uuids.length === 0) return;
    const found = await this.#load(this.aliases, lookups.ALIASES, uuids);
    const ids = found.map((alias) => alias.userId);
    await this.#load(this.users, lookups.PEOPLE, uuids, ids);
  }

  async loadUsers(ids: readonly number[]): Promise<void> {
    const missing = ids.filter((id) => this.users.get(id) === undefined);
    if (missing.length > 0) await this.#load(this.users, lookups.USERS, missing);
  }

  async loadUsersByStudentNo(numbers: readonly string[]): Promise<void> {
    if (numbers.length > 0) await this.#load(this.users, lookups.USERS_BY_STUDENT_NO, numbers);
  }

  async loadFacts(own: readonly (readonly [authorId: number, id: string])[]): Promise<void> {
    if (own.length > 0) await this.#load(this.facts, lookups.FACTS, own);
  }

  async loadWaitingFacts(keys: readonly string[]): Promise<readonly FactRow[]> {
    if (keys.length === 0) return [];
    await this.#load(this.facts, lookups.FACTS_WAITING, keys);
    const wanted = new Set(keys);
    return this.facts.all().filter((row) => row.waitsFor !== null && wanted.has(row.waitsFor));
  }

  /** Facts that are read again for these subjects (see `facts.subject`), and their authors. */
  async loadSubjects(subjects: readonly string[]): Promise<void> {
    if (subjects.length === 0) return;
    await this.#load(this.facts, lookups.FACTS_ABOUT, subjects);
    const stated = subjects.flatMap((subject) => this.facts.grouped(subject));
    await this.loadUsers([...new Set(stated.map((row) => row.authorId))]);
  }

  sessionsByRef(ref: string): readonly SessionRow[] {
    return this.sessions.grouped(ref);
  }

  factsAbout(subject: string): readonly FactRow[] {
    return this.facts.grouped(subject).filter((row) => row.outcome === 'accepted');
  }

  /** How many facts of these authors wait; an author of none isn't in the map. */
  async countWaiting(authorIds: readonly number[]): Promise<ReadonlyMap<number, number>> {
    if (authorIds.length === 0) return new Map();
    return new Map(await selectRows(this.#reader, lookups.WAITING_BY_AUTHOR, authorIds));
  }

  async loadSessions(by: {
    readonly uuids?: readonly string[];
    readonly refs?: readonly string[];
    readonly ids?: readonly number[];
  }): Promise<void> {
    const { uuids = [], refs = [], ids = [] } = by;
    const missing = ids.filter((id) => this.sessions.get(id) === undefined);
    if (uuids.length + refs.length + missing.length === 0) return;
    await this.#load(this.sessions, lookups.SESSIONS, uuids, refs, missing);
  }

  /** Completed and cancelled sessions of the classes, as rows of the set. */
  async settledSessions(classIds: readonly number[]): Promise<readonly SessionRow[]> {
    if (classIds.length === 0) return [];
    await this.#load(this.sessions, lookups.SETTLED_SESSIONS, classIds);
    const wanted = new Set(classIds);
    return this.sessions
      .all()
      .filter((row) => wanted.has(row.classId) && (row.status === 'completed' || row.status === 'cancelled'));
  }

  /** Sessions of classes that were ever opened and begin within the span: what a typed code may belong to. */
  async loadOpenedSessions(classIds: readonly number[], from: number, until: number): Promise<void> {
    if (classIds.length > 0) await this.#load(this.sessions, lookups.OPENED_SESSIONS, classIds, from, until);
  }

  /** Whoever's they are. */
  async loadScans(uuids: readonly string[]): Promise<void> {
    if (uuids.length > 0) await this.#load(this.scans, lookups.SCANS, uuids);
  }

  async loadScansOf(by: {
    readonly sessionIds?: readonly number[];
    /** Of scans that no session was found for. */
    readonly unplacedRefs?: readonly string[];
    /** (session, student) */
    readonly pairs?: readonly Pair[];
    /** (class, student): of that class, or typed for it */
    readonly classStudents?: readonly Pair[];
    /** Typed scans for the class, whoever made them. */
    readonly typedClassIds?: readonly number[];
  }): Promise<void> {
    const { sessionIds = [], unplacedRefs = [], pairs = [], classStudents = [], typedClassIds = [] } = by;
    // One query each: SQLite would scan the table for an OR over several indexes with subqueries.
    if (sessionIds.length > 0) await this.#load(this.scans, lookups.SCANS_OF_SESSIONS, sessionIds);
    if (unplacedRefs.length > 0) await this.#load(this.scans, lookups.UNPLACED_SCANS, unplacedRefs);
    if (pairs.length > 0) await this.#load(this.scans, lookups.SCANS_OF_PAIRS, pairs);
    if (classStudents.length > 0) {
      await this.#load(this.scans, lookups.SCANS_OF_CLASS_STUDENTS, classStudents);
      await this.#load(this.scans, lookups.TYPED_SCANS_OF_STUDENTS, classStudents);
    }
    if (typedClassIds.length > 0) await this.#load(this.scans, lookups.TYPED_SCANS, typedClassIds);
  }

  async loadScansByInstallation(
    sessionIds: readonly number[],
    installations: readonly string[],
  ): Promise<void> {
    if (sessionIds.length > 0 && installations.length > 0)
      await this.#load(this.scans, lookups.SCANS_OF_PHONES, sessionIds, installations);
  }

  async loadAttendance(pairs: readonly Pair[], sessionIds: readonly number[]): Promise<void> {
    const missing = this.#unasked('attendance', pairs, keyOfPair);
    if (missing.length > 0) await this.#load(this.attendance, lookups.ATTENDANCE, missing);
    if (sessionIds.length > 0) await this.#load(this.attendance, lookups.ATTENDANCE_OF_SESSIONS, sessionIds);
  }

  async loadEnrolments(pairs: readonly Pair[], classIds: readonly number[] = []): Promise<void> {
    const missing = this.#unasked('enrolments', pairs, keyOfPair);
    if (missing.length > 0) await this.#load(this.enrolments, lookups.ENROLMENTS, missing);
    if (classIds.length > 0) await this.#load(this.enrolments, lookups.ENROLMENTS_OF_CLASSES, classIds);
  }

  async loadTallies(pairs: readonly Pair[]): Promise<void> {
    const missing = this.#unasked('tallies', pairs, keyOfPair);
    if (missing.length > 0) await this.#load(this.tallies, lookups.TALLIES, missing);
  }

  async loadShown(sessionIds: readonly number[]): Promise<void> {
    const missing = this.#unasked('shown', sessionIds, String);
    if (missing.length > 0) await this.#load(this.shown, lookups.CODES_SHOWN, missing);
  }

  async loadHeadcounts(sessionIds: readonly number[]): Promise<void> {
    if (sessionIds.length > 0) await this.#load(this.headcounts, lookups.HEADCOUNTS, sessionIds);
  }

  /** Excuses and appeals under these ids, whoever's they are. */
  async loadRequests(uuids: readonly string[]): Promise<void> {
    if (uuids.length > 0) await this.#load(this.requests, lookups.REQUESTS, uuids);
  }

  /** Excuses of (class, student) that staff have approved. */
  async loadExcuses(pairs: readonly Pair[]): Promise<void> {
    const missing = this.#unasked('excuses', pairs, keyOfPair);
    if (missing.length > 0) await this.#load(this.requests, lookups.EXCUSES, missing);
  }

  /** Approved excuses of everybody in the classes. */
  async loadExcusesOf(classIds: readonly number[]): Promise<void> {
    if (classIds.length > 0) await this.#load(this.requests, lookups.EXCUSES_OF_CLASSES, classIds);
  }

  /** Sessions of the class that begin within the span, as rows of the set. */
  async sessionsWithin(classId: number, from: number, until: number): Promise<readonly SessionRow[]> {
    await this.#load(this.sessions, lookups.SESSIONS_WITHIN, classId, from, until);
    return this.sessions
      .all()
      .filter((row) => row.classId === classId && from <= row.startsAt && row.startsAt <= until);
  }

  async loadContacts(deviceIds: readonly number[]): Promise<void> {
    if (deviceIds.length > 0) await this.#load(this.contacts, lookups.CONTACTS, deviceIds);
  }

  /** Those not asked for before, each once; they count as asked from now on. */
  #unasked<Key>(table: string, keys: readonly Key[], textOf: (key: Key) => string): readonly Key[] {
    const asked = this.#asked.get(table) ?? new Set();
    this.#asked.set(table, asked);
    return keys.filter((key) => {
      const name = textOf(key);
      if (asked.has(name)) return false;
      asked.add(name);
      return true;
    });
  }
}

function keyOfPair([first, second]: Pair): string {
  return pairKey(first, second);
}
