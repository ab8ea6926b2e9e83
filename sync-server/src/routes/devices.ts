/** `/api/devices`: register a device, list and remove devices, fetch day keys for showing codes. */
import {
  deviceRequest,
  deviceResponse,
  ISSUER_SIGNATURE_LABEL,
  issuerRequest,
  issuerResponse,
  SIGNATURE_HEADER,
} from '@hazri/sync-protocol';
import { deviceList, renameRequest } from '@hazri/sync-protocol/api/devices';
import { inArray } from 'drizzle-orm';
import type { AppDeps } from '../app-deps.ts';
import { askedBy } from '../audit/asked-by.ts';
import { shownAddress } from '../audit/shown-address.ts';
import { deviceContacts } from '../db/people-schema.ts';
import type { DeviceRecord } from '../auth/devices.ts';
import { asDeviceId } from '../auth/devices.ts';
import { isStaffAt } from '../catalogue/catalogue.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { endpoint } from '../http/endpoint.ts';
import { problem } from '../http/problem.ts';
import { digestOf, importPoint } from '../keys/device-signature.ts';

/** Day keys are first given only to somebody who typed the password this recently. */
const RECENT_LOGIN_MS = 10 * 60_000;

function lastContact(row: typeof deviceContacts.$inferSelect | undefined) {
  return {
    lastContactAt: row?.receivedAt ?? null,
    lastAddress: row?.address ? shownAddress(row.address) : null,
    lastAgent: row?.agent ?? null,
  };
}

export function deviceEndpoints(deps: AppDeps): readonly Endpoint[] {
  const { catalogue, clock, database, devices, issuerKids, signatures } = deps;
  const { orm } = database;

  /** Another's device is answered like one that doesn't exist. */
  async function ownDevice(userId: number, uuid = ''): Promise<DeviceRecord | null> {
    const device = await devices.find(uuid);
    return device?.userId === userId ? device : null;
  }

  return [
    endpoint({
      method: 'post',
      path: '/devices',
      access: 'user',
      summary: 'Register a device of one’s own by its public key',
      refuses: ['body_malformed', 'device_limit'],
      body: deviceRequest,
      answer: deviceResponse,
      status: 201,
      handle: async ({ caller, body: { publicKey, installation, label } }) => {
        const point = { x: publicKey.x, y: publicKey.y };
        if (importPoint(point) === null)
          return problem('body_malformed', { detail: 'publicKey: not on the curve' });
        const device = await devices.register(caller.session, { ...point, installation, label });
        return device ? { deviceId: asDeviceId(device.uuid) } : problem('device_limit');
      },
    }),
    endpoint({
      method: 'get',
      path: '/devices',
      access: 'user',
      summary: 'One’s own devices',
      answer: deviceList,
      handle: async ({ caller }) => {
        const own = await devices.ofUser(caller.user.id);
        const contacts = await orm
          .select()
          .from(deviceContacts)
          .where(
            inArray(
              deviceContacts.deviceId,
              own.map(({ id }) => id),
            ),
          );
        const contactOf = new Map(contacts.map((row) => [row.deviceId, row]));
        return {
          devices: own
            .filter((device) => device.ended !== 'device_revoked')
            .map(({ id, uuid, label, createdAt, ended, sessionId }) => ({
              deviceId: asDeviceId(uuid),
              label,
              createdAt,
              ...lastContact(contactOf.get(id)),
              current: sessionId === caller.session.id,
              signedIn: ended === null,
            })),
        };
      },
    }),
    endpoint({
      method: 'patch',
      path: '/devices/:id',
      access: 'user',
      summary: 'Name a device of one’s own',
      refuses: ['not_found'],
      body: renameRequest,
      handle: async ({ c, caller, params, body }) => {
        const device = await ownDevice(caller.user.id, params['id']);
        if (!device) return problem('not_found');
        await devices.rename(device, body.label);
        return c.body(null, 204);
      },
    }),
    endpoint({
      method: 'delete',
      path: '/devices/:id',
      access: 'user',
      summary: 'Remove a device of one’s own for good, with its keys',
      refuses: ['not_found'],
      handle: async ({ c, caller, params }) => {
        const device = await ownDevice(caller.user.id, params['id']);
        if (!device) return problem('not_found');
        await devices.revoke(device, askedBy(deps, c, caller));
        return c.body(null, 204);
      },
    }),
    endpoint({
      method: 'post',
      path: '/devices/:id/issuer',
      access: 'user',
      summary: 'Day keys for showing codes: after a recent login, or renewed by the device’s signature',
      refuses: ['not_found', 'device_revoked', 'approval_pending', 'not_staff', 'recent_login_required'],
      body: issuerRequest,
      answer: issuerResponse,
      handle: async ({ c, caller, params, bytes }) => {
        const { user, session } = caller;
        const device = await ownDevice(user.id, params['id']);
        if (!device) return problem('not_found');
        if (device.ended === 'device_revoked') return problem('device_revoked');
        if (user.state !== 'active') return problem('approval_pending');
        const isStaff = catalogue.staffRecordsOf(user.id).some((record) => isStaffAt(record, clock.now()));
        if (!isStaff && user.role !== 'professor') return problem('not_staff');
        const held = issuerKids.ofDevice(device);
        const signature = c.req.header(SIGNATURE_HEADER);
        const isRenewal =
          held !== undefined &&
          (await signatures.isValid(device, ISSUER_SIGNATURE_LABEL, digestOf(bytes), signature));
        const isRecent = clock.now() - session.loginAt <= RECENT_LOGIN_MS;
        if (!isRenewal && !isRecent) return problem('recent_login_required');
        const { kid } = held ?? (await issuerKids.issueFor(device, askedBy(deps, c, caller)));
        return { kid, days: [...issuerKids.dayKeys(kid)] };
      },
    }),
  ];
}
