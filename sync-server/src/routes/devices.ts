/** `/api/devices`: register a device, list and remove devices, fetch day keys for showing codes. */
import { Hono } from 'hono';
import { deviceRequest, ISSUER_SIGNATURE_LABEL, issuerRequest, SIGNATURE_HEADER } from '@hazri/sync-protocol';
import type { App, AppDeps, AppEnv } from '../app-deps.ts';
import type { DeviceRecord } from '../auth/devices.ts';
import { isStaffAt } from '../catalogue/catalogue.ts';
import { problem } from '../http/problem.ts';
import { readMessage } from '../http/read-message.ts';
import { importPoint } from '../keys/device-signature.ts';

/** Day keys are first given only to somebody who typed the password this recently. */
const RECENT_LOGIN_MS = 10 * 60_000;

export function deviceRoutes(deps: AppDeps): App {
  const { accounts, catalogue, clock, devices, issuerKids, signatures } = deps;

  /** Another's device is answered like one that doesn't exist. */
  async function ownDevice(userId: number, uuid: string): Promise<DeviceRecord | null> {
    const device = await devices.find(uuid);
    return device?.userId === userId ? device : null;
  }

  return new Hono<AppEnv>()
    .post('/devices', async (c) => {
      const signedIn = await accounts.signedIn(c.req.raw.headers);
      if (!signedIn) return problem('login_required');
      const read = await readMessage(c.req.raw, deviceRequest);
      if (!read.ok) return read.response;
      const { publicKey, installation, label } = read.value.value;
      const point = { x: publicKey.x, y: publicKey.y };
      if (importPoint(point) === null)
        return problem('body_malformed', { detail: 'publicKey: not on the curve' });
      const device = await devices.register(signedIn.session, { ...point, installation, label });
      return device ? c.json({ deviceId: device.uuid }, 201) : problem('device_limit');
    })
    .get('/devices', async (c) => {
      const signedIn = await accounts.signedIn(c.req.raw.headers);
      if (!signedIn) return problem('login_required');
      const own = await devices.ofUser(signedIn.user.id);
      return c.json({
        devices: own
          .filter((device) => device.ended !== 'device_revoked')
          .map(({ uuid, label, createdAt }) => ({ deviceId: uuid, label, createdAt })),
      });
    })
    .delete('/devices/:id', async (c) => {
      const signedIn = await accounts.signedIn(c.req.raw.headers);
      if (!signedIn) return problem('login_required');
      const device = await ownDevice(signedIn.user.id, c.req.param('id'));
      if (!device) return problem('not_found');
      await devices.revoke(device);
      return c.body(null, 204);
    })
    .post('/devices/:id/issuer', async (c) => {
      const signedIn = await accounts.signedIn(c.req.raw.headers);
      if (!signedIn) return problem('login_required');
      const read = await readMessage(c.req.raw, issuerRequest);
      if (!read.ok) return read.response;
      const { user, session } = signedIn;
      const device = await ownDevice(user.id, c.req.param('id'));
      if (!device) return problem('not_found');
      if (device.ended === 'device_revoked') return problem('device_revoked');
      if (user.state !== 'active') return problem('approval_pending');
      const isStaff = catalogue.staffRecordsOf(user.id).some((record) => isStaffAt(record, clock.now()));
      if (!isStaff && user.role !== 'professor') return problem('not_staff');
      const held = issuerKids.ofDevice(device);
      const signature = c.req.header(SIGNATURE_HEADER);
      const isRenewal =
        held !== undefined && signatures.isValid(device, ISSUER_SIGNATURE_LABEL, read.value.bytes, signature);
      const isRecent = clock.now() - session.loginAt <= RECENT_LOGIN_MS;
      if (!isRenewal && !isRecent) return problem('recent_login_required');
      const { kid } = held ?? (await issuerKids.issueFor(device));
      return c.json({ kid, days: issuerKids.dayKeys(kid) });
    });
}
