/** Confirmed rows of one person, as the server sent them: read by screens, written by the engine alone. */
import { Dexie } from 'dexie';
import type { Table } from 'dexie';
import type { ClassId, SessionId, UserId } from '@hazri/domain';
import type { Row, RowOf, RowType, Scope } from '@hazri/sync-protocol';

/**
 * Raised when stored rows change their shape or this build reads more row types than before. Replicas of other
 * versions are deleted and pulled again (DEV1): nothing in them is the only copy.
 */
const REPLICA_SCHEMA = 4;

export interface RowRecord {
  readonly scope: Scope;
  /** `rowKey` of the row: unique within a scope. */
  readonly key: string;
  readonly type: RowType;
  readonly classId?: ClassId;
  readonly sessionId?: SessionId;
  readonly studentId?: UserId;
  readonly row: Row;
}

export interface CursorRecord {
  readonly scope: Scope;
  readonly cursor: number;
}

const PREFIX = 'hazri-replica-';

export class ReplicaDb extends Dexie {
  declare readonly rows: Table<RowRecord, [Scope, string]>;
  declare readonly cursors: Table<CursorRecord, Scope>;

  constructor(userId: UserId) {
    super(`${PREFIX}${String(REPLICA_SCHEMA)}-${userId}`);
    this.version(1).stores({
      rows: '[scope+key], scope, type, [type+classId], [type+sessionId], [type+studentId]',
      cursors: 'scope',
    });
  }

  /** All rows of a type; one that several scopes hold is given once, in its newest state. */
  async ofType<T extends RowType>(type: T): Promise<RowOf<T>[]> {
    return newest(type, await this.rows.where('type').equals(type).toArray());
  }

  async ofClass<T extends RowType>(type: T, classId: ClassId): Promise<RowOf<T>[]> {
    return newest(type, await this.rows.where('[type+classId]').equals([type, classId]).toArray());
  }

  async ofSession<T extends RowType>(type: T, sessionId: SessionId): Promise<RowOf<T>[]> {
    return newest(type, await this.rows.where('[type+sessionId]').equals([type, sessionId]).toArray());
  }

  async ofStudent<T extends RowType>(type: T, studentId: UserId): Promise<RowOf<T>[]> {
    return newest(type, await this.rows.where('[type+studentId]').equals([type, studentId]).toArray());
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

/** The record of a row, with the ids that it can be found by. */
export function rowRecord(scope: Scope, key: string, row: Row): RowRecord {
  return { scope, key, type: row.type, ...idsOf(row), row };
}

function idsOf(row: Row): Pick<RowRecord, 'classId' | 'sessionId' | 'studentId'> {
  switch (row.type) {
    case 'user':
      return {};
    case 'class':
      return { classId: row.id };
    case 'session':
      return { classId: row.classId, sessionId: row.id };
    case 'enrolment':
      return { classId: row.classId, studentId: row.studentId };
    case 'headcount':
      return { classId: row.classId, sessionId: row.sessionId };
    case 'attendance':
      return { classId: row.classId, sessionId: row.sessionId, studentId: row.studentId };
    case 'request':
      return {
        classId: row.classId,
        studentId: row.studentId,
        ...(row.sessionId === null ? {} : { sessionId: row.sessionId }),
      };
    case 'notification':
    case 'scan':
      return {
        ...(row.studentId === null ? {} : { studentId: row.studentId }),
        ...(row.classId === null ? {} : { classId: row.classId }),
        ...(row.sessionId === null ? {} : { sessionId: row.sessionId }),
      };
  }
}

/** Deletes what other versions of the app left for this person. */
export async function deleteOldReplicas(userId: UserId): Promise<void> {
  const current = `${PREFIX}${String(REPLICA_SCHEMA)}-${userId}`;
  const names = await Dexie.getDatabaseNames();
  const old = names.filter((name) => name.startsWith(PREFIX) && name.endsWith(userId) && name !== current);
  await Promise.all(old.map((name) => Dexie.delete(name)));
}
