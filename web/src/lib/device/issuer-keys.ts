/** Day keys of a staff device: fetched while online, kept unreadable, used offline (token format, Keys). */
import { dayOfStep, fromBase64Url, KEY_DAYS_AHEAD, KEY_DAYS_BACK } from '@hazri/domain';
import type { UserId } from '@hazri/domain';
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

export interface IssuerKeys {
  issuer(): Promise<{ readonly kid: number } | null>;
  /** @param day UTC day number */
  dayKey(day: number): Promise<CryptoKey | null>;
  /** End of the last day whose key is here, epoch ms; null without any. */
  until(): Promise<number | null>;
  /** Fetches keys unless today's set is already as long as it gets. Never rejects; false when it couldn't. */
  renew(nowMs: number): Promise<boolean>;
  forget(): Promise<void>;
}

export function issuerKeys(
  userId: UserId,
  keys: KeysDb,
  identity: DeviceIdentity,
  surroundings: Pick<Surroundings, 'fetch' | 'clock'>,
): IssuerKeys {
  const held = (): Promise<DayKeyRecord[]> => keys.dayKeys.where('userId').equals(userId).sortBy('day');

  async function fetchKeys(): Promise<IssuerResponse | null> {
    const device = await identity.device();
    if (device === null) return null;
    const body = JSON.stringify({ sentAt: Math.trunc(surroundings.clock.deviceNow()) });
    const signature = await identity.sign(ISSUER_SIGNATURE_LABEL, body);
    const headers = signature === null ? {} : { [SIGNATURE_HEADER]: signature };
    const options = { headers, timeoutMs: EXCHANGE_TIMEOUT_MS };
    const answer = await post(surroundings.fetch, `/api/devices/${device}/issuer`, body, options);
    if (answer.kind === 'unreachable' || answer.status !== 200) return null;
    const parsed = issuerResponse.safeParse(answer.body);
    return parsed.success ? parsed.data : null;
  }

  async function store({ kid, days }: IssuerResponse, today: number): Promise<void> {
    const records = await Promise.all(
      days.map(async ({ day, key }): Promise<DayKeyRecord | null> => {
        const bytes = fromBase64Url(key);
        return bytes === null ? null : { userId, kid, day, key: await importDayKey(bytes) };
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
    async renew(nowMs) {
      try {
        const today = dayOfStep(nowMs / 1_000);
        const last = (await held()).at(-1);
        if (last !== undefined && last.day >= today + KEY_DAYS_AHEAD) return true;
        const response = await fetchKeys();
        if (response === null) return false;
        await store(response, today);
        return true;
      } catch {
        return false;
      }
    },
    async forget() {
      await keys.dayKeys.where('userId').equals(userId).delete();
    },
  };
}
