/** What the devices of a phone ask the server for, each signed by its own key: to be registered, syncs, day keys. */
import type { DeviceId, FactId, UserId } from '@hazri/domain';
import { encodeReceipt, receiptMessage } from '@hazri/domain';
import { EXCHANGE_TIMEOUT_MS } from '@hazri/sync-client';
import type { Answer, Registration } from '@hazri/sync-client';
import {
  deviceResponse,
  ISSUER_SIGNATURE_LABEL,
  issuerResponse,
  loginResponse,
  SIGNATURE_HEADER,
  SYNC_SIGNATURE_LABEL,
} from '@hazri/sync-protocol';
import type { Account } from './account.ts';
import { deviceKey, signBody, signBytes } from './device-keys.ts';
import type { DeviceKey } from './device-keys.ts';
import type { PhoneClock } from './phone-clock.ts';
import type { PhoneTraits } from './phone-traits.ts';
import type { PhoneWire } from './phone-wire.ts';
import { reasonOf } from './phone-wire.ts';
import type { WireReply } from './server-edge.ts';

/** Devices that one account may come to have on one phone: more than any history makes. */
const MAX_KEYS_PER_ACCOUNT = 50;

export interface DeviceRequestsOptions {
  readonly traits: PhoneTraits;
  readonly wire: PhoneWire;
  readonly clock: PhoneClock;
  /** Of the browser: what its devices have in common. */
  readonly installation: string;
  /** Everybody who ever signed in on the phone, in this order. */
  readonly accounts: ReadonlyMap<UserId, Account>;
  /** A planted bug. */
  readonly answer: ((answer: Answer, body: string) => Answer) | undefined;
}

export class DeviceRequests {
  readonly #options: DeviceRequestsOptions;

  constructor(options: DeviceRequestsOptions) {
    this.#options = options;
  }

  #keyOf(account: Account): DeviceKey {
    const { accounts, traits } = this.#options;
    const place = [...accounts.keys()].indexOf(account.person.uuid);
    return deviceKey((traits.index * 20 + place) * MAX_KEYS_PER_ACCOUNT + account.keys);
  }

  /** The receipt QR of a scan, as the student shows it to a witness; null before the device is registered. */
  receipt(
    account: Account,
    scan: {
      readonly scanId: FactId;
      readonly studentId: UserId;
      readonly tokenText: string;
      readonly claimedAt: number;
    },
  ): string | null {
    if (account.deviceId === null) return null;
    const fields = { ...scan, deviceId: account.deviceId };
    return encodeReceipt(fields, signBytes(this.#keyOf(account), receiptMessage(fields)));
  }

  /** Takes another of the person's devices off the account. */
  async revoke(deviceId: DeviceId): Promise<boolean> {
    const reply = await this.#options.wire.send('DELETE', `/api/devices/${deviceId}`, null, {});
    return reply?.status === 204;
  }

  /** Fetches day keys; the kid is what tokens name. */
  async fetchKeys(account: Account): Promise<void> {
    const { wire, clock } = this.#options;
    if (account.deviceId === null) return;
    const body = JSON.stringify({ sentAt: clock.deviceNow() });
    const signature = signBody(this.#keyOf(account), ISSUER_SIGNATURE_LABEL, body);
    const path = `/api/devices/${account.deviceId}/issuer`;
    const reply = await wire.send('POST', path, body, { [SIGNATURE_HEADER]: signature });
    const parsed = issuerResponse.safeParse(reply?.body);
    if (parsed.success) account.kid = parsed.data.kid;
  }

  /** A signed sync of the account's own device that leaves its store alone: what a fresh replica would be given. */
  pull(account: Account, cursors: Readonly<Record<string, number>>): Promise<WireReply | null> {
    const body = JSON.stringify({
      proto: 1,
      device: account.deviceId,
      epoch: null,
      sentAt: this.#options.clock.deviceNow(),
      facts: [],
      cursors,
    });
    return this.#sync(account, body, EXCHANGE_TIMEOUT_MS);
  }

  #sync(account: Account, body: string, timeoutMs: number): Promise<WireReply | null> {
    const signature = signBody(this.#keyOf(account), SYNC_SIGNATURE_LABEL, body);
    return this.#options.wire.send('POST', '/api/sync', body, { [SIGNATURE_HEADER]: signature }, timeoutMs);
  }

  /** One exchange of an engine. */
  async exchange(account: Account, body: string, timeoutMs: number): Promise<Answer> {
    const reply = await this.#sync(account, body, timeoutMs);
    const came: Answer =
      reply === null
        ? { kind: 'unreachable' }
        : { kind: 'answered', status: reply.status, retryAfterMs: reply.retryAfterMs, body: reply.body };
    if (reasonOf(reply) === 'device_revoked') account.revoked = true;
    return this.#options.answer?.(came, body) ?? came;
  }

  /** As the app's identity does it, the same steps in the same order. */
  async register(account: Account, given: DeviceId | null): Promise<Registration> {
    const { wire, traits, installation } = this.#options;
    if (account.deviceId !== null && account.deviceId !== given) return 'registered';
    const who = await wire.get('/api/auth/me');
    if (who === null || who.status >= 500 || who.status === 429) return 'unreachable';
    const owner = loginResponse.safeParse(who.body);
    if (!owner.success) return who.status < 300 ? 'unreachable' : 'signed_out';
    if (owner.data.user.id !== account.person.uuid) return 'signed_out';
    const { x, y } = this.#keyOf(account);
    const reply = await wire.post('/api/devices', {
      publicKey: { kty: 'EC', crv: 'P-256', x, y },
      installation,
      label: traits.name,
    });
    if (reply === null || reply.status >= 500 || reply.status === 429) return 'unreachable';
    const parsed = deviceResponse.safeParse(reply.body);
    if (!parsed.success) return reply.status < 300 ? 'unreachable' : 'signed_out';
    account.deviceId = parsed.data.deviceId;
    account.revoked = false;
    return 'registered';
  }
}
