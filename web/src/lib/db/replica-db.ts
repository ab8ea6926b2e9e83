/** Confirmed rows of one person, as the server sent them: read by screens, written by the engine alone. */
import { Dexie } from 'dexie';
import type { Collection, Table } from 'dexie';
import type { ClassId, SessionId, UserId } from '@hazri/domain';
import type { Row, RowOf, RowType, Scope } from '@hazri/sync-protocol';

/**
 * Raised when stored rows or their indices change their shape, or this build reads more row types than before. What an
 * earlier version held is carried over where its rows are still read as they are (`carry-over.ts`), otherwise pulled again
 * (DEV1): nothing in it is the only copy.
 */
const REPLICA_SCHEMA = 5;

/**
 * By what rows of a type are looked up. A professor's device holds tens of thousands of records and verdicts late in a
 * term, and every index doubles what one takes on the disk: those are found by session and nothing else, but for a
 * person's own.
 */
type ListedType = Exclude<RowType, 'attendance' | 'headcount' | 'scan'>;
type TypeInClass = 'session' | 'enrolment';
type TypeInSession = 'session' | 'attendance' | 'headcount' | 'scan';
type TypeOfStudent = 'enrolment' | 'attendance' | 'scan';

export interface RowRecord {
  readonly scope: Scope;
  /** `rowKey` of the row: unique within a scope. */
  readonly key: string;
  readonly type: RowType;
  /** The type again, of rows that are read all at once. */
  readonly listed?: ListedType;
  readonly classId?: ClassId;
  readonly sessionId?: SessionId;
  /** Of the person's own rows. */
  readonly studentId?: UserId;
  readonly row: Row;
}

export interface CursorRecord {
  readonly scope: Scope;
  readonly cursor: number;
}

const PREFIX = 'hazri-replica-';

/** @param version a `REPLICA_SCHEMA`, this one or an earlier one */
export function replicaName(version: number, userId: UserId): string {
  return `${PREFIX}${String(version)}-${userId}`;
}

export class ReplicaDb extends Dexie {
  declare readonly rows: Table<RowRecord, [Scope, string]>;
  declare readonly cursors: Table<CursorRecord, Scope>;

  readonly userId: UserId;

  constructor(userId: UserId) {
    super(replicaName(REPLICA_SCHEMA, userId));
    this.userId = userId;
    this.version(1).stores({
      rows: '[scope+key], listed, [type+classId], [type+sessionId], [type+studentId]',
      cursors: 'scope',
    });
  }

  /** All rows of a type; one that several scopes hold is given once, in its newest state. */
  async ofType<T extends ListedType>(type: T): Promise<RowOf<T>[]> {
    return newest(type, await this.rows.where('listed').equals(type).toArray());
  }

  async ofClass<T extends TypeInClass>(type: T, classId: ClassId): Promise<RowOf<T>[]> {
    return newest(type, await this.rows.where('[type+classId]').equals([type, classId]).toArray());
  }

  async ofSession<T extends TypeInSession>(type: T, sessionId: SessionId): Promise<RowOf<T>[]> {
    return newest(type, await this.rows.where('[type+sessionId]').equals([type, sessionId]).toArray());
  }

  /** Of the person whose device it is. */
  async ofStudent<T extends TypeOfStudent>(type: T, studentId: UserId): Promise<RowOf<T>[]> {
    return newest(type, await this.rows.where('[type+studentId]').equals([type, studentId]).toArray());
  }

  /** Everything that a scope has brought. */
  inScope(scope: Scope): Collection<RowRecord, [Scope, string]> {
    return this.rows.where('[scope+key]').between([scope, Dexie.minKey], [scope, Dexie.maxKey]);
  }
}

function newest<T extends RowType>(type: T, records: readonly RowRecord[]): RowOf<T>[] {
  const byKey = new Map<string, RowOf<T>>();
  for (const { key, row } of records) {
    if (!isOf(type, row)) continue;
    const held = byKey.get(key);
    if (held === undefined || held.rev < row.rev) byKey.set(key, row);
  }
  return [...byKey.values()];
}

function isOf<T extends RowType>(type: T, row: Row): row is RowOf<T> {
  return row.type === type;
}

/** The record of a row, with what it can be found by. */
export function rowRecord(scope: Scope, key: string, row: Row): RowRecord {
  return { scope, key, type: row.type, ...placesOf(scope, row), row };
}

type Places = Pick<RowRecord, 'listed' | 'classId' | 'sessionId' | 'studentId'>;

function placesOf(scope: Scope, row: Row): Places {
  switch (row.type) {
    case 'user':
    case 'class':
    case 'request':
    case 'notification':
      return { listed: row.type };
    case 'session':
      return { listed: row.type, classId: row.classId, sessionId: row.id };
    case 'enrolment':
      return { listed: row.type, classId: row.classId, ...ownerOf(scope, row.studentId) };
    case 'headcount':
      return { sessionId: row.sessionId };
    case 'attendance':
      return { sessionId: row.sessionId, ...ownerOf(scope, row.studentId) };
    case 'scan':
      return {
        ...(row.sessionId === null ? {} : { sessionId: row.sessionId }),
        ...ownerOf(scope, row.studentId),
      };
  }
}

function ownerOf(scope: Scope, studentId: UserId | null): Pick<RowRecord, 'studentId'> {
  return scope === 'me' && studentId !== null ? { studentId } : {};
}

/** Deletes what other versions of the app left for this person. */
export async function deleteOldReplicas(userId: UserId): Promise<void> {
  const current = replicaName(REPLICA_SCHEMA, userId);
  const names = await Dexie.getDatabaseNames();
  const old = names.filter((name) => name.startsWith(PREFIX) && name.endsWith(userId) && name !== current);
  await Promise.all(old.map((name) => Dexie.delete(name)));
}
