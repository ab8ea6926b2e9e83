/** Devices of an account: registered with their public key, bound to the login that last used them (SYNC7). */
import { eq } from 'drizzle-orm';
import type { DeviceId } from '@hazri/domain';
import { uuidv7 } from '@hazri/domain';
import { BoundedMap } from '../bounded-map.ts';
import type { Clock, Random } from '../clock.ts';
import type { Database } from '../db/open-database.ts';
import { devices } from '../db/people-schema.ts';
import { upsertRows } from '../db/upsert-rows.ts';
import type { Writer } from '../db/writer.ts';
import type { AuditEntry, By } from '../audit/audit-trail.ts';
import type { AuthSession } from './auth-sessions.ts';

export type DeviceRecord = typeof devices.$inferSelect;
type Ending = NonNullable<DeviceRecord['ended']>;

/** How long after its login ran out a device may still hand over facts (SYNC7). */
const HAND_OVER_DAYS = 30;
const DAY_MS = 86_400_000;
const MAX_DEVICES_PER_USER = 50;
const MAX_CACHED_DEVICES = 20_000;
const UUID_RANDOM_BYTES = 10;

interface NewDevice {
  readonly x: string;
  readonly y: string;
  readonly installation: string;
  readonly label: string;
}

export interface Devices {
  readonly find: (uuid: string) => Promise<DeviceRecord | null>;
  readonly ofUser: (userId: number) => Promise<readonly DeviceRecord[]>;
  /** null when the account has too many already. */
  readonly register: (session: AuthSession, device: NewDevice) => Promise<DeviceRecord | null>;
  /** Notes that this login uses the device, when it didn't before. */
  readonly bind: (device: DeviceRecord, session: AuthSession) => Promise<void>;
  /** Ends what the devices of an auth session may do by signature alone. */
  readonly endOfSession: (sessionId: string, why: Ending) => Promise<void>;
  readonly endOfUser: (userId: number, why: Ending) => Promise<void>;
  readonly rename: (device: DeviceRecord, label: string) => Promise<void>;
  /** Revokes the keys of all of a user's devices: who is no professor any more shows no codes. */
  readonly revokeKeysOf: (userId: number, by: By) => Promise<void>;
  /** Ends the device for good and revokes its keys; `onRevoked` gets them. */
  readonly revoke: (device: DeviceRecord, by: By) => Promise<void>;
}

interface Deps {
  readonly database: Database;
  readonly writer: Writer;
  readonly clock: Clock;
  readonly random: Random;
  /** Revokes the keys of a device and names them. */
  readonly revokeKids: (device: DeviceRecord, by: By) => Promise<readonly number[]>;
  readonly onRevoked: (kids: readonly number[]) => Promise<void>;
}

export function makeDevices({ database, writer, clock, random, revokeKids, onRevoked }: Deps): Devices {
  const { orm } = database;
  const cache = new BoundedMap<string, DeviceRecord>(MAX_CACHED_DEVICES);
  /** Counts changes, so that a row read before one isn't cached after it. */
  let changes = 0;

  /** Changes rows in a turn of the writer and forgets what was cached of them. */
  async function change(
    where: ReturnType<typeof eq>,
    edit: (device: DeviceRecord) => DeviceRecord,
    audit?: AuditEntry,
  ): Promise<void> {
    await writer.run(async (turn) => {
      const rows = (await orm.select().from(devices).where(where)).map(edit);
      if (audit) turn.audit(audit);
      if (rows.length > 0) await turn.commit([upsertRows(devices, rows)]);
      changes += 1;
      for (const row of rows) cache.delete(row.uuid);
    });
  }

  return {
    find: async (uuid) => {
      const known = cache.get(uuid);
      if (known) return known;
      const before = changes;
      const [row] = await orm.select().from(devices).where(eq(devices.uuid, uuid));
      if (!row) return null;
      if (before === changes) cache.set(uuid, row);
      return row;
    },
    ofUser: (userId) => orm.select().from(devices).where(eq(devices.userId, userId)),
    register: (session, device) =>
      writer.run(async (turn) => {
        const held = await orm.select().from(devices).where(eq(devices.userId, session.userId));
        if (held.length >= MAX_DEVICES_PER_USER) return null;
        const row: DeviceRecord = {
          id: turn.nextId('devices'),
          uuid: uuidv7(clock.now(), random(UUID_RANDOM_BYTES)),
          userId: session.userId,
          ...device,
          createdAt: clock.now(),
          sessionId: session.id,
          sessionExpiresAt: session.expiresAt,
          ended: null,
        };
        await turn.commit([upsertRows(devices, [row])]);
        return row;
      }),
    bind: async (device, session) => {
      if (device.sessionId === session.id || device.ended === 'device_revoked') return;
      await change(eq(devices.id, device.id), (row) => ({
        ...row,
        sessionId: session.id,
        sessionExpiresAt: session.expiresAt,
        ended: null,
      }));
    },
    endOfSession: (sessionId, why) =>
      change(eq(devices.sessionId, sessionId), (row) => ({ ...row, ended: row.ended ?? why })),
    endOfUser: (userId, why) =>
      change(eq(devices.userId, userId), (row) => ({ ...row, ended: row.ended ?? why })),
    rename: (device, label) => change(eq(devices.id, device.id), (row) => ({ ...row, label })),
    revokeKeysOf: async (userId, by) => {
      const held = await orm.select().from(devices).where(eq(devices.userId, userId));
      const kids: number[] = [];
      for (const device of held) kids.push(...(await revokeKids(device, by)));
      if (kids.length > 0) await onRevoked(kids);
    },
    revoke: async (device, by) => {
      const { label, uuid } = device;
      await change(eq(devices.id, device.id), (row) => ({ ...row, ended: 'device_revoked' }), {
        ...by,
        action: 'device.revoked',
        subject: `device:${uuid}`,
        detail: { label },
      });
      const kids = await revokeKids(device, by);
      if (kids.length > 0) await onRevoked(kids);
    },
  };
}

export type HandOver =
  { readonly allowed: true } | { readonly allowed: false; readonly reason: Ending | 'login_required' };

/**
 * May this device hand over facts by its signature, without a valid cookie (SYNC7)? Yes until 30 days after its login
 * ran out, also before: a phone that died may have lost its cookie. Not once somebody ended the login.
 */
export function handOver(device: DeviceRecord, now: number): HandOver {
  if (device.ended) return { allowed: false, reason: device.ended };
  const inTime = now < device.sessionExpiresAt + HAND_OVER_DAYS * DAY_MS;
  return inTime ? { allowed: true } : { allowed: false, reason: 'login_required' };
}

/** The database holds only ids that a parser has let in. */
export function asDeviceId(uuid: string): DeviceId {
  return uuid as DeviceId;
}
