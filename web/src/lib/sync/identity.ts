/** Which device this is for one account: its key, its id, and its registration with the server. */
import type { Bytes, DeviceId, UserId } from '@hazri/domain';
import { deviceResponse, loginResponse, problem } from '@hazri/sync-protocol';
import { EXCHANGE_TIMEOUT_MS } from '@hazri/sync-client';
import type { Answer, Identity, Registration } from '@hazri/sync-client';
import type { HazriDb } from '../db/hazri-db.ts';
import type { DeviceKeyRecord, KeysDb } from '../db/keys-db.ts';
import { makeDeviceKey, signBody, signBytes } from '../platform/crypto.ts';
import { deviceLabel } from '../platform/device-label.ts';
import { get, post } from './post.ts';
import type { Surroundings } from './surroundings.ts';

export interface DeviceIdentity extends Identity {
  /** Signature of a body by this device's key, base64url; null while it has none. */
  sign(label: string, body: string): Promise<string | null>;
  /** Signature over the bytes themselves, r‖s in 64 bytes; null while it has no key. */
  signBytes(message: Bytes): Promise<Bytes | null>;
  /** Notes that the server revoked this device. */
  noteRevoked(): Promise<void>;
  /** At a login: registers unless the server knows this device already; a revoked one begins anew. */
  registerAtLogin(): Promise<Registration>;
}

export function deviceIdentity(
  userId: UserId,
  { hazri, keys }: { readonly hazri: HazriDb; readonly keys: KeysDb },
  surroundings: Surroundings,
): DeviceIdentity {
  const registering = surroundings.lock(`hazri-register-${userId}`);
  /** The id that the last exchange was sent with: another one since then means that somebody else registered. */
  let given: DeviceId | null = null;
  let signingKey: CryptoKey | null = null;

  async function readDevice(): Promise<DeviceId | null> {
    const record = await keys.deviceKeys.get(userId);
    signingKey = record?.privateKey ?? null;
    return record?.deviceId ?? null;
  }

  async function readKey(): Promise<CryptoKey | null> {
    signingKey ??= (await keys.deviceKeys.get(userId))?.privateKey ?? null;
    return signingKey;
  }

  async function ensureKey(): Promise<DeviceKeyRecord> {
    const held = await keys.deviceKeys.get(userId);
    if (held !== undefined) return held;
    const made = { userId, ...(await makeDeviceKey()), deviceId: null, revoked: false };
    await keys.deviceKeys.put(made);
    return made;
  }

  /**
   * Whose cookie is it? Somebody else may have signed in from another tab: registering under their cookie would
   * send this person's facts in their name (DEV4).
   */
  async function cookieOwner(): Promise<'own' | 'signed_out' | 'unreachable'> {
    const answer = await get(surroundings.fetch, '/api/auth/me', EXCHANGE_TIMEOUT_MS);
    if (!isDecided(answer)) return 'unreachable';
    const parsed = loginResponse.safeParse(answer.body);
    if (!parsed.success) return answer.status < 300 ? 'unreachable' : 'signed_out';
    return parsed.data.user.id === userId ? 'own' : 'signed_out';
  }

  async function registerNow(): Promise<Registration> {
    const record = await ensureKey();
    if (record.deviceId !== null && record.deviceId !== given) return 'registered';
    const owner = await cookieOwner();
    if (owner !== 'own') return owner;
    const installation = await hazri.installation();
    const body = JSON.stringify({ publicKey: record.publicKey, installation, label: deviceLabel() });
    const answer = await post(surroundings.fetch, '/api/devices', body, { timeoutMs: EXCHANGE_TIMEOUT_MS });
    if (!isDecided(answer)) return 'unreachable';
    const parsed = deviceResponse.safeParse(answer.body);
    if (!parsed.success) return answer.status < 300 ? 'unreachable' : 'signed_out';
    await keys.deviceKeys.put({ ...record, deviceId: parsed.data.deviceId, revoked: false });
    return 'registered';
  }

  return {
    async device() {
      // What was read once serves on when the databases break: facts in memory can still be sent (DEV7).
      given = await readDevice().catch((fault: unknown) => {
        if (given === null) throw fault;
        return given;
      });
      return given;
    },
    register: () => registering.hold(registerNow),
    async sign(label, body) {
      const key = await readKey();
      return key === null ? null : await signBody(key, label, body);
    },
    async signBytes(message) {
      const key = await readKey();
      return key === null ? null : await signBytes(key, message);
    },
    async noteRevoked() {
      await keys.deviceKeys.update(userId, { revoked: true });
    },
    registerAtLogin: () =>
      registering.hold(async () => {
        const record = await keys.deviceKeys.get(userId);
        if (record?.revoked === true) await keys.deviceKeys.delete(userId);
        return registerNow();
      }),
  };
}

type Answered = Extract<Answer, { readonly kind: 'answered' }>;

/** Our own server has decided: it isn't away or busy, and no captive portal refused in its stead. */
function isDecided(answer: Answer): answer is Answered {
  if (answer.kind === 'unreachable' || answer.status >= 500 || answer.status === 429) return false;
  return answer.status < 400 || problem.safeParse(answer.body).success;
}
