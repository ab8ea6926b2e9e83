/** Classes, their staff and everybody's key ids: small, asked for by every scan, so kept in memory. */
import { uuidv7 } from '@hazri/domain';
import type { Clock, Random } from '../clock.ts';
import type { Database } from '../db/open-database.ts';
import { classes, staff } from '../db/class-schema.ts';
import { issuerKids } from '../db/people-schema.ts';

export type ClassRecord = typeof classes.$inferSelect;
export type StaffRecord = typeof staff.$inferSelect;
export type KidRecord = typeof issuerKids.$inferSelect;

export interface Catalogue {
  readonly allClasses: () => Iterable<ClassRecord>;
  readonly classById: (id: number) => ClassRecord | undefined;
  readonly classByUuid: (uuid: string) => ClassRecord | undefined;
  /** By what students type to join, in its normal form. */
  readonly classByJoinCode: (code: string) => ClassRecord | undefined;
  readonly staffOf: (classId: number) => readonly StaffRecord[];
  /** Classes whose staff the user is or was. */
  readonly staffRecordsOf: (userId: number) => readonly StaffRecord[];
  readonly isStaff: (classId: number, userId: number, at: number) => boolean;
  readonly kid: (kid: number) => KidRecord | undefined;
  readonly kidsOf: (userId: number) => readonly KidRecord[];
  /** The server's own key id, for sessions shown over the reference's route. */
  readonly serverKid: () => KidRecord | undefined;
  /** Reads everything again; whoever writes one of the tables gives it to `commit` to follow. */
  readonly reload: () => Promise<void>;
}

interface Snapshot {
  readonly classesById: ReadonlyMap<number, ClassRecord>;
  readonly classesByUuid: ReadonlyMap<string, ClassRecord>;
  readonly classesByJoinCode: ReadonlyMap<string, ClassRecord>;
  readonly staffByClass: ReadonlyMap<number, readonly StaffRecord[]>;
  readonly staffByUser: ReadonlyMap<number, readonly StaffRecord[]>;
  readonly kids: ReadonlyMap<number, KidRecord>;
  readonly kidsByUser: ReadonlyMap<number, readonly KidRecord[]>;
  readonly serverKid: KidRecord | undefined;
}

export async function loadCatalogue(database: Database): Promise<Catalogue> {
  let now = await read(database);
  return {
    allClasses: () => now.classesById.values(),
    classById: (id) => now.classesById.get(id),
    classByUuid: (uuid) => now.classesByUuid.get(uuid),
    classByJoinCode: (code) => now.classesByJoinCode.get(code),
    staffOf: (classId) => now.staffByClass.get(classId) ?? [],
    staffRecordsOf: (userId) => now.staffByUser.get(userId) ?? [],
    isStaff: (classId, userId, at) =>
      (now.staffByClass.get(classId) ?? []).some(
        (record) => record.userId === userId && isStaffAt(record, at),
      ),
    kid: (kid) => now.kids.get(kid),
    kidsOf: (userId) => now.kidsByUser.get(userId) ?? [],
    serverKid: () => now.serverKid,
    reload: async () => {
      now = await read(database);
    },
  };
}

export function isStaffAt(record: StaffRecord, at: number): boolean {
  return record.from <= at && (record.until === null || at < record.until);
}

async function read({ orm }: Database): Promise<Snapshot> {
  const classRows = await orm.select().from(classes);
  const staffRows = await orm.select().from(staff);
  const kidRows = await orm.select().from(issuerKids);
  return {
    classesById: new Map(classRows.map((row) => [row.id, row])),
    classesByUuid: new Map(classRows.map((row) => [row.uuid, row])),
    classesByJoinCode: new Map(
      classRows.flatMap((row) => (row.joinCode === null ? [] : [[row.joinCode, row] as const])),
    ),
    staffByClass: Map.groupBy(staffRows, (row) => row.classId),
    staffByUser: Map.groupBy(staffRows, (row) => row.userId),
    kids: new Map(kidRows.map((row) => [row.kid, row])),
    kidsByUser: Map.groupBy(
      kidRows.filter((row) => row.userId !== null),
      (row) => row.userId ?? 0,
    ),
    serverKid: kidRows.find((row) => row.userId === null && row.revokedAt === null),
  };
}

const UUID_RANDOM_BYTES = 10;

/** A fresh UUIDv7. */
export function newUuid(clock: Clock, random: Random): string {
  return uuidv7(clock.now(), random(UUID_RANDOM_BYTES));
}
