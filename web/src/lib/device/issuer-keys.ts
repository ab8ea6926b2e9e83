/** Day keys of a staff device: fetched while online, kept unreadable, used offline (token format, Keys). */
import { dayOfStep, fromBase64Url, KEY_DAYS_AHEAD, KEY_DAYS_BACK } from '@hazri/domain';
import type { DeviceId, UserId } from '@hazri/domain';
import { EXCHANGE_TIMEOUT_MS } from '@hazri/sync-client';
import { ISSUER_SIGNATURE_LABEL, issuerResponse, SIGNATURE_HEADER } from '@hazri/sync-protocol';
import type { IssuerResponse } from '@hazri/sync-protocol';
import type { DayKeyRecord, KeysDb } from '../db/keys-db.ts';
import { importDayKey } from '../platform/crypto.ts';
import type { DeviceIdentity } from '../sync/identity.ts';
import { post } from '../sync/post.ts';
import type { Surroundings } from '../sync/surroundings.ts';

const DAY_MS = 86_400_000;
/** Below this many days ahead the app warns (DEV9). */
export const WARN_BELOW_DAYS = 5;
/** After a refusal or a failure the server is asked again no sooner than this. */
const RENEW_AGAIN_MS = 60_000;

export interface IssuerKeys {
  issuer(): Promise<{ readonly kid: number } | null>;
  /** @param day UTC day number */
  dayKey(day: number): Promise<CryptoKey | null>;
  /** End of the last day whose key is here, epoch ms; null without any. */
  until(): Promise<number | null>;
  /**
   * Fetches keys unless today's set is already as long as it gets and of this life of the server. Never rejects; false
   * when it couldn't.
   * @param epoch the server's, as the last sync told it
   */
  renew(nowMs: number, epoch: string | null): Promise<boolean>;
  forget(): Promise<void>;
}

export function issuerKeys(
  userId: UserId,
  keys: KeysDb,
  identity: DeviceIdentity,
  surroundings: Pick<Surroundings, 'fetch' | 'clock'>,
): IssuerKeys {
  /** Monotonic time before which the server isn't asked again. */
  let notBefore = 0;
  const held = (): Promise<DayKeyRecord[]> => keys.dayKeys.where('userId').equals(userId).sortBy('day');

  async function fetchKeys(device: DeviceId): Promise<IssuerResponse | null> {
    const body = JSON.stringify({ sentAt: Math.trunc(surroundings.clock.deviceNow()) });
    const signature = await identity.sign(ISSUER_SIGNATURE_LABEL, body);
    const headers = signature === null ? {} : { [SIGNATURE_HEADER]: signature };
    const options = { headers, timeoutMs: EXCHANGE_TIMEOUT_MS };
    const answer = await post(surroundings.fetch, `/api/devices/${device}/issuer`, body, options);
    if (answer.kind === 'unreachable' || answer.status !== 200) return null;
    const parsed = issuerResponse.safeParse(answer.body);
    return parsed.success ? parsed.data : null;
  }

  async function store(
    { kid, days }: IssuerResponse,
    { deviceId, epoch }: Pick<DayKeyRecord, 'deviceId' | 'epoch'>,
    today: number,
  ): Promise<void> {
    const records = await Promise.all(
      days.map(async ({ day, key }): Promise<DayKeyRecord | null> => {
        const bytes = fromBase64Url(key);
        return bytes === null
          ? null
          : { userId, kid, day, deviceId, epoch: epoch ?? null, key: await importDayKey(bytes) };
      }),
    );
    await keys.transaction('rw', keys.dayKeys, async () => {
      // A stolen device must not be able to sign the past.
      await keys.dayKeys
        .where('userId')
        .equals(userId)
        .filter((record) => record.day < today - KEY_DAYS_BACK)
        .delete();
      await keys.dayKeys.bulkPut(records.filter((record) => record !== null));
    });
  }

  async function renewNow(nowMs: number, epoch: string | null): Promise<boolean> {
    try {
      const device = await identity.device();
      if (device === null) return false;
      const today = dayOfStep(nowMs / 1_000);
      const last = (await held()).at(-1);
      const isFresh = last?.deviceId === device && last.epoch === epoch && last.day >= today + KEY_DAYS_AHEAD;
      if (isFresh) return true;
      const response = await fetchKeys(device);
      if (response === null) return false;
      await store(response, { deviceId: device, epoch }, today);
      return true;
    } catch {
      return false;
    }
  }

  return {
    async issuer() {
      const last = (await held()).at(-1);
      return last === undefined ? null : { kid: last.kid };
    },
    async dayKey(day) {
      return (await keys.dayKeys.get([userId, day]))?.key ?? null;
    },
    async until() {
      const last = (await held()).at(-1);
      return last === undefined ? null : (last.day + 1) * DAY_MS;
    },
    async renew(nowMs, epoch) {
      // Every sync asks; a refusal (a recent login is missing) must not be asked for with every poke.
      if (surroundings.clock.mono() < notBefore) return false;
      notBefore = surroundings.clock.mono() + RENEW_AGAIN_MS;
      const renewed = await renewNow(nowMs, epoch);
      if (renewed) notBefore = 0;
      return renewed;
    },
    async forget() {
      await keys.dayKeys.where('userId').equals(userId).delete();
    },
  };
}
