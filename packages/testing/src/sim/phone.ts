/**
 * One phone or laptop: the real sync engine over stores that outlive the app, wired as the app wires it, with the
 * accounts of everybody who ever signed in on it. It survives crashes of the app, and wipes of its database.
 */
import type { DeviceId, Fact, FactBodies, FactFor, FactId, FactKey, FactKind, UserId } from '@hazri/domain';
import { encodeReceipt, factKey, receiptMessage } from '@hazri/domain';
import { createEngine, EXCHANGE_TIMEOUT_MS, FACT_RANDOM_BYTES, makeFact, offsetMs } from '@hazri/sync-client';
import type { Answer, QueuedFact, Registration, SyncEngine } from '@hazri/sync-client';
import { memoryStore, queueLock } from '@hazri/sync-client/testing';
import type { MemoryStore } from '@hazri/sync-client/testing';
import {
  deviceResponse,
  ISSUER_SIGNATURE_LABEL,
  issuerResponse,
  loginResponse,
  problem,
  SIGNATURE_HEADER,
  SYNC_SIGNATURE_LABEL,
} from '@hazri/sync-protocol';
import type { Chance } from './chance.ts';
import { chanceOf } from './chance.ts';
import { deviceKey, signBody, signBytes } from './device-keys.ts';
import type { DeviceKey } from './device-keys.ts';
import { Incarnation, mortalStore } from './incarnation.ts';
import type { Network } from './network.ts';
import { idOf, PASSWORD } from './school.ts';
import type { Person } from './school.ts';
import type { WireReply } from './sim-server.ts';
import type { VirtualTime } from './virtual-time.ts';

const LOGOUT_TIMEOUT_MS = 3_000;
/** Devices that one account may come to have on one phone: more than any history makes. */
const MAX_KEYS_PER_ACCOUNT = 50;

/** What of one account stays on the phone when the app ends. */
export interface Account {
  readonly person: Person;
  store: MemoryStore;
  /** Unsent facts a second time, outside the database (DEV8). */
  readonly journal: Map<FactId, QueuedFact>;
  /** How many keys this account had here; the last one is in use. */
  keys: number;
  deviceId: DeviceId | null;
  revoked: boolean;
  /** Key id for showing codes, when it was issued one. */
  kid: number | null;
}

/** How the app of this phone runs. */
export interface PhoneTraits {
  readonly index: number;
  readonly name: string;
  readonly skewMs: number;
  /** Seconds gained per second. */
  readonly drift: number;
  readonly syncEveryMs: number;
  /** Page and service worker each with an engine; whether the lock between them works. */
  readonly engines: 1 | 2;
  readonly locks: boolean;
}

export interface PhoneOptions {
  readonly traits: PhoneTraits;
  readonly seed: number;
  readonly time: VirtualTime;
  readonly network: Network;
  readonly note: (what: string) => void;
  /** Called when the person has been told "saved". */
  readonly saved: (fact: Fact, person: Person) => void;
  /** What an exchange said, before the engine hears of it. */
  readonly answered: (person: Person, answer: Answer) => void;
  /** Planted bugs. */
  readonly answer?: (answer: Answer, body: string) => Answer;
}

export interface Wiped {
  readonly unsent: readonly FactKey[];
  readonly acknowledged: readonly FactKey[];
}

interface Session {
  readonly life: Incarnation;
  readonly account: Account;
  readonly engines: readonly SyncEngine[];
}

export class Phone {
  readonly traits: PhoneTraits;
  readonly accounts = new Map<UserId, Account>();
  /** Who is signed in, as the phone believes. */
  signedIn: Person | null = null;
  cookie: string | null = null;
  readonly #options: PhoneOptions;
  readonly #installation: string;
  #chance: Chance;
  #logoutPending = false;
  #clockStepMs = 0;
  #session: Session | null = null;
  #starts = 0;

  constructor(options: PhoneOptions) {
    this.#options = options;
    this.traits = options.traits;
    this.#chance = chanceOf(options.seed, 'phone', this.traits.index);
    this.#installation = uuid4(this.#chance.bytes(16));
  }

  /** Syncs now and then from here on, as an app on a screen does. */
  beginTicking(): void {
    this.#tick();
  }

  /** Raw device clock. */
  deviceNow(): number {
    const { skewMs, drift } = this.traits;
    const now = this.#options.time.now();
    return Math.trunc(now + skewMs + this.#clockStepMs + (now % 86_400_000) * drift);
  }

  stepClock(byMs: number): void {
    this.#clockStepMs += byMs;
  }

  get isRunning(): boolean {
    return this.#session?.life.alive ?? false;
  }

  get needsLogin(): boolean {
    return this.#session === null || this.#session.engines.some(({ state }) => state.needsLogin);
  }

  account(person: Person): Account | undefined {
    return this.accounts.get(person.uuid);
  }

  /** Every fact of which this phone still has a copy that it would send. */
  kept(): readonly FactKey[] {
    return [...this.accounts.values()].flatMap(({ person, store, journal }) =>
      [...store.unsent().map(({ id }) => id), ...store.acknowledged().keys(), ...journal.keys()].map((id) =>
        factKey(person.uuid, id),
      ),
    );
  }

  #accountFor(person: Person): Account {
    const known = this.accounts.get(person.uuid);
    if (known) return known;
    const made: Account = {
      person,
      store: memoryStore(),
      journal: new Map(),
      keys: 1,
      deviceId: null,
      revoked: false,
      kid: null,
    };
    this.accounts.set(person.uuid, made);
    return made;
  }

  #keyOf(account: Account): DeviceKey {
    const place = [...this.accounts.keys()].indexOf(account.person.uuid);
    return deviceKey((this.traits.index * 20 + place) * MAX_KEYS_PER_ACCOUNT + account.keys);
  }

  /** The app starts, after a crash or for the first time, with whoever was signed in. */
  start(): void {
    this.#starts += 1;
    this.#session?.life.end();
    this.#session = null;
    if (this.signedIn === null) {
      if (this.#logoutPending) void this.#endCookie();
      return;
    }
    this.#open(this.#accountFor(this.signedIn));
  }

  #open(account: Account): void {
    const { time, traits } = this.#options;
    const life = new Incarnation();
    const store = mortalStore(account.store, life);
    adopt(account);
    const shared = queueLock();
    const chance = chanceOf(this.#options.seed, 'engine', traits.index, this.#starts, account.person.name);
    const engines = Array.from({ length: traits.engines }, () => {
      let given: DeviceId | null = null;
      return createEngine({
        store: {
          ...store,
          startEpoch: (epoch) =>
            life.effect(async () => {
              await account.store.startEpoch(epoch);
              for (const fact of account.store.unsent()) account.journal.set(fact.id, fact);
            }),
          settle: async (settlement) => {
            await store.settle(settlement);
            // As the app does: after the transaction, so that a crash between leaves one copy too many, not too few.
            await life.effect(async () => {
              for (const { id } of settlement.acknowledged) account.journal.delete(id);
            });
          },
        },
        transport: {
          exchange: (body, timeoutMs) => life.effect(() => this.#exchange(account, body, timeoutMs)),
        },
        identity: {
          device: () =>
            life.effect(async () => {
              given = account.deviceId;
              return given;
            }),
          register: () => life.effect(() => this.#register(account, given)),
        },
        clock: { deviceNow: () => this.deviceNow(), mono: () => time.now() * (1 + traits.drift) },
        random: chance,
        timer: {
          after: (delayMs, task) =>
            time.after(delayMs, () => {
              if (life.alive) task();
            }),
        },
        lock: traits.locks ? shared : queueLock(),
      });
    });
    this.#session = { life, account, engines };
    for (const engine of engines) engine.want('now');
  }

  #tick(): void {
    const { time, traits } = this.#options;
    time.after(traits.syncEveryMs * (0.5 + this.#chance.unit()), () => {
      this.want(this.#chance.happens(0.3) ? 'now' : 'hint');
      this.#tick();
    });
  }

  want(urgency: 'now' | 'hint'): void {
    if (!this.isRunning) return;
    for (const engine of this.#session?.engines ?? []) engine.want(urgency);
  }

  /** The app dies `effects` effects from now, and is opened again `downMs` later. */
  crash(effects: number, downMs: number): void {
    const { time, note } = this.#options;
    const reopen = () => {
      note(`${this.traits.name} crashes`);
      time.after(downMs, () => this.start());
    };
    if (this.#session === null || !this.isRunning) return;
    if (effects > 0) this.#session.life.dieAfter(effects, reopen);
    else {
      this.#session.life.end();
      reopen();
    }
  }

  /**
   * The browser loses the account's database, as killed browsers do, and perhaps the journal with it.
   * @returns what the database held
   */
  wipe(person: Person, withJournal: boolean): Wiped {
    const account = this.account(person);
    if (!account) return { unsent: [], acknowledged: [] };
    const own = (id: FactId) => factKey(person.uuid, id);
    const unsent = account.store.unsent().map(({ id }) => own(id));
    const acknowledged = [...account.store.acknowledged().keys()].map(own);
    account.store = memoryStore();
    if (withJournal) account.journal.clear();
    if (this.signedIn?.uuid === person.uuid) this.start();
    return { unsent, acknowledged };
  }

  /** A fact that an older or newer app left in the outbox (DEV6). */
  plant(person: Person, fact: QueuedFact): void {
    const account = this.#accountFor(person);
    account.store.plant(fact);
    account.journal.set(fact.id, fact);
  }

  /** States a fact for whoever is signed in; null when nobody is, or the app died before it was saved. */
  state<K extends FactKind>(kind: K, body: FactBodies[K]): Promise<FactFor<K> | null> {
    return this.#state(kind, body, null);
  }

  /** What no honest app does: the same under an id that somebody else's fact has. */
  stateUnder<K extends FactKind>(id: FactId, kind: K, body: FactBodies[K]): Promise<FactFor<K> | null> {
    return this.#state(kind, body, id);
  }

  async #state<K extends FactKind>(
    kind: K,
    body: FactBodies[K],
    id: FactId | null,
  ): Promise<FactFor<K> | null> {
    const session = this.#session;
    if (session === null || !session.life.alive) return null;
    const { account, life } = session;
    const moment = { deviceNow: this.deviceNow(), random: this.#chance.bytes(FACT_RANDOM_BYTES) };
    const fact = await life.effect(() =>
      account.store.state((memory) => {
        const made = makeFact(kind, body, moment, memory);
        return id === null ? made : { ...made, fact: { ...made.fact, id } };
      }),
    );
    await life.effect(async () => {
      account.journal.set(fact.id, fact);
    });
    this.#options.saved(fact, account.person);
    this.want('hint');
    return fact;
  }

  /** Server-anchored time, as screens show codes by it. */
  async anchoredNow(): Promise<number> {
    return Math.round(this.deviceNow() + (await this.clockOffsetMs()));
  }

  async clockOffsetMs(): Promise<number> {
    const account = this.#session?.account;
    return account === undefined ? 0 : offsetMs((await account.store.readProgress()).clock);
  }

  /** The receipt QR of a scan, as the student shows it to a witness. */
  receipt(scanId: FactId, studentId: UserId, tokenText: string, claimedAt: number): string | null {
    const account = this.#session?.account;
    if (account === undefined || account.deviceId === null) return null;
    const fields = { scanId, studentId, deviceId: account.deviceId, tokenText, claimedAt };
    return encodeReceipt(fields, signBytes(this.#keyOf(account), receiptMessage(fields)));
  }

  async login(person: Person): Promise<boolean> {
    const reply = await this.#post('/api/auth/login', { email: person.email, password: PASSWORD });
    if (reply?.status !== 200 || !loginResponse.safeParse(reply.body).success) return false;
    await this.#endSession();
    this.#logoutPending = false;
    this.signedIn = person;
    const account = this.#accountFor(person);
    if (account.revoked) {
      account.keys += 1;
      account.deviceId = null;
      account.revoked = false;
      account.kid = null;
    }
    await this.#register(account, null);
    this.start();
    return true;
  }

  /** Unsent facts stay under their person (DEV4). */
  async logout(): Promise<void> {
    await this.#endSession();
    this.signedIn = null;
    await this.#endCookie();
  }

  /** Ends when nothing is under way any more. */
  async #endSession(): Promise<void> {
    const session = this.#session;
    if (session === null) return;
    if (session.life.alive) await Promise.all(session.engines.map((engine) => engine.stop()));
    session.life.end();
    this.#session = null;
  }

  async #endCookie(): Promise<void> {
    const reply = await this.#post('/api/auth/logout', {}, LOGOUT_TIMEOUT_MS);
    this.#logoutPending = !(reply !== null && (reply.status < 300 || reply.status === 401));
  }

  /** The browser forgets its cookie. */
  loseCookie(): void {
    this.cookie = null;
  }

  /** Takes another of the person's devices off the account. */
  async revoke(deviceId: DeviceId): Promise<boolean> {
    const reply = await this.#send('DELETE', `/api/devices/${deviceId}`, null, {}, EXCHANGE_TIMEOUT_MS);
    return reply?.status === 204;
  }

  /** Fetches day keys; the kid is what tokens name. */
  async fetchKeys(): Promise<void> {
    const account = this.#session?.account;
    if (account === undefined || account.deviceId === null) return;
    const body = JSON.stringify({ sentAt: this.deviceNow() });
    const signature = signBody(this.#keyOf(account), ISSUER_SIGNATURE_LABEL, body);
    const path = `/api/devices/${account.deviceId}/issuer`;
    const headers = { [SIGNATURE_HEADER]: signature };
    const reply = await this.#send('POST', path, body, headers, EXCHANGE_TIMEOUT_MS);
    const parsed = issuerResponse.safeParse(reply?.body);
    if (parsed.success) account.kid = parsed.data.kid;
  }

  /** A signed sync of the account's own device that leaves its store alone: what a fresh replica would be given. */
  pull(account: Account, cursors: Readonly<Record<string, number>>): Promise<WireReply | null> {
    const body = JSON.stringify({
      proto: 1,
      device: account.deviceId,
      epoch: null,
      sentAt: this.deviceNow(),
      facts: [],
      cursors,
    });
    return this.#sync(account, body, EXCHANGE_TIMEOUT_MS);
  }

  #sync(account: Account, body: string, timeoutMs: number): Promise<WireReply | null> {
    const signature = signBody(this.#keyOf(account), SYNC_SIGNATURE_LABEL, body);
    return this.#send('POST', '/api/sync', body, { [SIGNATURE_HEADER]: signature }, timeoutMs);
  }

  async #exchange(account: Account, body: string, timeoutMs: number): Promise<Answer> {
    const reply = await this.#sync(account, body, timeoutMs);
    const came: Answer =
      reply === null
        ? { kind: 'unreachable' }
        : { kind: 'answered', status: reply.status, retryAfterMs: reply.retryAfterMs, body: reply.body };
    if (reasonOf(reply) === 'device_revoked') account.revoked = true;
    const answer = this.#options.answer?.(came, body) ?? came;
    this.#options.answered(account.person, answer);
    return answer;
  }

  /** As the app's identity does it, the same steps in the same order. */
  async #register(account: Account, given: DeviceId | null): Promise<Registration> {
    if (account.deviceId !== null && account.deviceId !== given) return 'registered';
    const who = await this.#send('GET', '/api/auth/me', null, {}, EXCHANGE_TIMEOUT_MS);
    if (who === null || who.status >= 500 || who.status === 429) return 'unreachable';
    const owner = loginResponse.safeParse(who.body);
    if (!owner.success) return who.status < 300 ? 'unreachable' : 'signed_out';
    if (owner.data.user.id !== account.person.uuid) return 'signed_out';
    const { x, y } = this.#keyOf(account);
    const reply = await this.#post('/api/devices', {
      publicKey: { kty: 'EC', crv: 'P-256', x, y },
      installation: this.#installation,
      label: this.traits.name,
    });
    if (reply === null || reply.status >= 500 || reply.status === 429) return 'unreachable';
    const parsed = deviceResponse.safeParse(reply.body);
    if (!parsed.success) return reply.status < 300 ? 'unreachable' : 'signed_out';
    account.deviceId = parsed.data.deviceId;
    account.revoked = false;
    return 'registered';
  }

  #post(path: string, body: unknown, timeoutMs: number = EXCHANGE_TIMEOUT_MS): Promise<WireReply | null> {
    return this.#send('POST', path, JSON.stringify(body), {}, timeoutMs);
  }

  async #send(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body: string | null,
    headers: Readonly<Record<string, string>>,
    timeoutMs: number,
  ): Promise<WireReply | null> {
    const all = {
      ...headers,
      ...(body === null ? {} : { 'content-type': 'application/json' }),
      ...(this.cookie === null ? {} : { cookie: this.cookie }),
    };
    const request = { method, path, headers: all, body };
    const reply = await this.#options.network.send(this.traits.index, request, timeoutMs);
    if (reply?.cookie) this.cookie = reply.cookie.endsWith('=') ? null : reply.cookie;
    return reply;
  }
}

/** What the app does at its start: facts that only the journal still has go back into the outbox (DEV8). */
function adopt({ store, journal }: Account): void {
  const held = new Set<FactId>([
    ...store.unsent().map(({ id }) => id),
    ...store.acknowledged().keys(),
    ...store.quarantined().keys(),
  ]);
  for (const [id, fact] of journal) if (!held.has(id)) store.plant(fact);
}

function reasonOf(reply: WireReply | null): string | null {
  const parsed = problem.safeParse(reply?.body);
  return parsed.success ? parsed.data.reason : null;
}

function uuid4(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex');
  return idOf(
    `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`,
  );
}
