/** Key ids of devices that show codes: made at the first issue, renewed with every sync, revoked with the device. */
import { and, eq, isNull } from 'drizzle-orm';
import { issuerDays } from '@hazri/domain';
import type { IssuerResponse } from '@hazri/sync-protocol';
import type { By } from '../audit/audit-trail.ts';
import type { DeviceRecord } from '../auth/devices.ts';
import type { Catalogue, ClassRecord, KidRecord } from '../catalogue/catalogue.ts';
import type { Clock, Random } from '../clock.ts';
import type { Database } from '../db/open-database.ts';
import { classes } from '../db/class-schema.ts';
import { issuerKids } from '../db/people-schema.ts';
import { upsertRows } from '../db/upsert-rows.ts';
import type { WriteTurn, Writer } from '../db/writer.ts';
import type { PokeHub } from '../sync/poke-hub.ts';
import { classScope } from '../sync/poke-hub.ts';
import type { KeySchedule } from './key-schedule.ts';

const KID_BYTES = 4;

export interface IssuerKids {
  /** The valid kid of the device, if it was ever issued one. */
  readonly ofDevice: (device: DeviceRecord) => KidRecord | undefined;
  readonly issueFor: (device: DeviceRecord, by: By) => Promise<KidRecord>;
  /** The server's own kid; made when there is none. */
  readonly serverKid: () => Promise<KidRecord>;
  /** Revokes the keys of a device; its owner's class rows change with them. */
  readonly revokeOf: (device: Pick<DeviceRecord, 'id' | 'uuid'>, by: By) => Promise<readonly number[]>;
  /** Day keys from yesterday to 13 days ahead. */
  readonly dayKeys: (kid: number) => IssuerResponse['days'];
}

interface Deps {
  readonly database: Database;
  readonly writer: Writer;
  readonly catalogue: Catalogue;
  readonly keys: KeySchedule;
  readonly pokes: Pick<PokeHub, 'publish'>;
  readonly keyEpoch: number;
  readonly clock: Clock;
  readonly random: Random;
}

export function makeIssuerKids(deps: Deps): IssuerKids {
  const { database, writer, catalogue, keys, pokes, keyEpoch, clock, random } = deps;

  /** Random, never reused: a kid of an earlier life of the database can't come to mean another device. */
  function freshKid(): number {
    for (;;) {
      const kid = Buffer.from(random(KID_BYTES)).readUInt32BE(0);
      if (kid !== 0 && catalogue.kid(kid) === undefined) return kid;
    }
  }

  async function add(
    turn: WriteTurn,
    kid: number,
    userId: number | null,
    deviceId: number | null,
  ): Promise<KidRecord> {
    const row: KidRecord = {
      kid,
      userId,
      deviceId,
      keyEpoch,
      createdAt: clock.now(),
      revokedAt: null,
    };
    const touched = await touchClasses(database, catalogue, turn, userId);
    await commit(turn, [row], touched);
    return row;
  }

  async function commit(
    turn: WriteTurn,
    kids: readonly KidRecord[],
    touched: readonly ClassRecord[],
  ): Promise<void> {
    const scopes = new Set(touched.map(({ uuid }) => classScope(uuid)));
    await turn.commit(
      [upsertRows(issuerKids, kids), ...(touched.length > 0 ? [upsertRows(classes, touched)] : [])],
      scopes,
      () => catalogue.reload(),
    );
    pokes.publish(scopes);
  }

  const ofDevice = (device: DeviceRecord) =>
    catalogue.kidsOf(device.userId).find((row) => row.deviceId === device.id && row.revokedAt === null);

  return {
    ofDevice,
    issueFor: (device, by) =>
      writer.run(async (turn) => {
        const held = ofDevice(device);
        if (held) return held;
        const kid = freshKid();
        turn.audit({
          ...by,
          deviceId: device.id,
          action: 'key.issued',
          subject: `device:${device.uuid}`,
          detail: { kid },
        });
        return add(turn, kid, device.userId, device.id);
      }),
    serverKid: async () =>
      catalogue.serverKid() ??
      writer.run(async (turn) => catalogue.serverKid() ?? add(turn, freshKid(), null, null)),
    revokeOf: ({ id: deviceId, uuid }, by) =>
      writer.run(async (turn) => {
        const own = and(eq(issuerKids.deviceId, deviceId), isNull(issuerKids.revokedAt));
        const rows = await database.orm.select().from(issuerKids).where(own);
        if (rows.length === 0) return [];
        const kids = rows.map((row) => row.kid);
        turn.audit({ ...by, deviceId, action: 'key.revoked', subject: `device:${uuid}`, detail: { kids } });
        const revoked = rows.map((row) => ({ ...row, revokedAt: clock.now() }));
        const touched = await touchClasses(database, catalogue, turn, rows[0]?.userId ?? null);
        await commit(turn, revoked, touched);
        return kids;
      }),
    dayKeys: (kid) =>
      issuerDays(clock.now()).map((day) => ({
        day,
        key: Buffer.from(keys.dayKey(kid, day)).toString('base64url'),
      })),
  };
}

/** Class rows carry the kids of their staff (SYNC5): they change with them. */
async function touchClasses(
  database: Database,
  catalogue: Catalogue,
  turn: WriteTurn,
  userId: number | null,
): Promise<readonly ClassRecord[]> {
  // Once each: whoever taught a class at different times has several records of it.
  const ids = new Set(
    userId === null ? [] : catalogue.staffRecordsOf(userId).map((record) => record.classId),
  );
  const rows: ClassRecord[] = [];
  for (const id of ids) rows.push(...(await database.orm.select().from(classes).where(eq(classes.id, id))));
  return rows.map((row) => ({ ...row, rev: turn.nextRev() }));
}
