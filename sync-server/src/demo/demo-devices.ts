/** The phones and laptops that a made-up history came from. */
import { generateKeyPairSync } from 'node:crypto';
import { uuidv7 } from '@hazri/domain';
import type { AppDeps } from '../app-deps.ts';
import type { User } from '../auth/accounts.ts';
import type { DeviceRecord } from '../auth/devices.ts';
import { devices } from '../db/people-schema.ts';
import { upsertRows } from '../db/upsert-rows.ts';
import type { DemoRandom } from './demo-random.ts';

/** Nobody holds their keys: their owners register new ones when they sign in. */
export async function makeHistoryDevices(
  { writer }: Pick<AppDeps, 'writer'>,
  random: DemoRandom,
  users: readonly User[],
  createdAt: number,
): Promise<readonly { readonly user: User; readonly device: DeviceRecord }[]> {
  const { x = '', y = '' } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({
    format: 'jwk',
  });
  return writer.run(async (turn) => {
    const made = users.map((user) => {
      const device: DeviceRecord = {
        id: turn.nextId('devices'),
        uuid: uuidv7(createdAt, random.bytes(10)),
        userId: user.id,
        x,
        y,
        installation: uuidv7(createdAt, random.bytes(10)),
        label: 'Demo history',
        createdAt,
        sessionId: null,
        sessionExpiresAt: createdAt,
        ended: 'device_revoked',
      };
      return { user, device };
    });
    await turn.commit([
      upsertRows(
        devices,
        made.map(({ device }) => device),
      ),
    ]);
    return made;
  });
}
