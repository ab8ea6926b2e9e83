/**
 * One phone or laptop: the app over stores that outlive it, with the accounts of everybody who ever signed in on it.
 * It survives crashes of the app, wipes of its database, full storage and new versions.
 */
import type {
  DeviceId,
  Fact,
  FactBodies,
  FactFor,
  FactId,
  FactKey,
  FactKind,
  Stamp,
  UserId,
} from '@hazri/domain';
import { encodeReceipt, receiptMessage } from '@hazri/domain';
import { EXCHANGE_TIMEOUT_MS, FACT_RANDOM_BYTES, isNews, offsetMs } from '@hazri/sync-client';
import type { Answer, Connect, Progress, QueuedFact, Registration, Urgency } from '@hazri/sync-client';
import {
  deviceResponse,
  ISSUER_SIGNATURE_LABEL,
  issuerResponse,
  loginResponse,
  SIGNATURE_HEADER,
  SYNC_SIGNATURE_LABEL,
} from '@hazri/sync-protocol';
import type { Poke } from '@hazri/sync-protocol';
import { dropReplica, forgetRevokedDevice, keptFacts, keysOf, newAccount, wipeAccount } from './account.ts';
import type { Account, Wiped } from './account.ts';
import type { ActOf } from './acts.ts';
import { openApp } from './app.ts';
import type { App } from './app.ts';
import type { Chance } from './chance.ts';
import { chanceOf } from './chance.ts';
import { deviceKey, signBody, signBytes } from './device-keys.ts';
import type { Incarnation } from './incarnation.ts';
import type { LiveWires } from './live-wires.ts';
import type { DeviceKey } from './device-keys.ts';
import type { Network } from './network.ts';
import { isOlder, newestSeen } from './newest-seen.ts';
import { PhoneWire, reasonOf } from './phone-wire.ts';
import type { Proof } from './receipts.ts';
import { storedReceipts } from './receipts.ts';
import { idOf, PASSWORD } from './school.ts';
import type { Person } from './school.ts';
import type { WireReply } from './server-edge.ts';
import type { VirtualTime } from './virtual-time.ts';

const LOGOUT_TIMEOUT_MS = 3_000;
/** Devices that one account may come to have on one phone: more than any history makes. */
const MAX_KEYS_PER_ACCOUNT = 50;

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
  /** It is told what changed, and then hardly looks by itself. */
  readonly live: boolean;
}

export interface PhoneOptions {
  readonly traits: PhoneTraits;
  readonly seed: number;
  readonly time: VirtualTime;
  readonly network: Network;
  readonly note: (what: string) => void;
  /** Called when the person has been told "saved". */
  readonly saved: (fact: Fact, person: Person) => void;
  readonly keptInMemory: () => void;
  /** A fact is older than what its author had on the screen. */
  readonly outrun: (fact: Fact, seen: Stamp) => void;
  /** What an exchange said, before the engine hears of it. */
  readonly answered: (person: Person, answer: Answer) => void;
  readonly wires: LiveWires;
  readonly heard: (isNews: boolean) => void;
  /** Planted bugs. */
  readonly poke?: (poke: Poke, held: Progress) => Poke;
  readonly answer?: (answer: Answer, body: string) => Answer;
}

export class Phone {
  readonly traits: PhoneTraits;
  readonly accounts = new Map<UserId, Account>();
  /** Who is signed in, as the phone believes. */
  signedIn: Person | null = null;
  readonly wire: PhoneWire;
  readonly #options: PhoneOptions;
  readonly #installation: string;
  #chance: Chance;
  #logoutPending = false;
  #clockStepMs = 0;
  #app: App | null = null;
  #storageFullUntil = 0;
  #journalFullUntil = 0;
  #isReadable = false;
  #starts = 0;

  constructor(options: PhoneOptions) {
    this.#options = options;
    this.traits = options.traits;
    this.wire = new PhoneWire(options.network, options.traits.index);
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
    return this.#app?.life.alive ?? false;
  }

  get needsLogin(): boolean {
    return this.#app === null || this.#app.engines.some(({ state }) => state.needsLogin);
  }

  account(person: Person): Account | undefined {
    return this.accounts.get(person.uuid);
  }

  /** Every fact of which this phone still has a copy that it would send. */
  kept(): readonly FactKey[] {
    return [...this.accounts.values()].flatMap(keptFacts);
  }

  /** First receipts that this phone can prove to a server that has forgotten them (SYNC6). */
  async receipts(): Promise<ReadonlyMap<FactKey, Omit<Proof, 'at'>>> {
    const proofs = new Map<FactKey, Omit<Proof, 'at'>>();
    const app = this.#app;
    // Two engines each remember what they themselves were told.
    if (app?.life.alive === true && this.traits.engines === 1) {
      for (const [id, receivedAt] of app.told)
        for (const key of keysOf(app.account, [id])) proofs.set(key, { receivedAt, life: app.life });
    }
    for (const account of this.accounts.values())
      for (const [key, receivedAt] of await storedReceipts(account))
        proofs.set(key, { receivedAt, life: null });
    return proofs;
  }

  /** Facts of which nothing but the database had a copy. */
  unjournalled(): readonly FactKey[] {
    return [...this.accounts.values()].flatMap((account) => keysOf(account, [...account.unjournalled]));
  }

  #accountFor(person: Person): Account {
    const known = this.accounts.get(person.uuid);
    if (known) return known;
    const made = newAccount(person);
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
    this.#app?.life.end();
    this.#app = null;
    if (this.signedIn === null) {
      if (this.#logoutPending) void this.#endCookie();
      return;
    }
    this.#open(this.#accountFor(this.signedIn));
  }

  #open(account: Account): void {
    const { time, traits, seed, saved, keptInMemory } = this.#options;
    const { person } = account;
    this.#app = openApp({
      account,
      engines: traits.engines,
      locks: traits.locks,
      time,
      clock: { deviceNow: () => this.deviceNow(), mono: () => time.now() * (1 + traits.drift) },
      random: chanceOf(seed, 'engine', traits.index, this.#starts, person.name),
      refuses: (access) => time.now() < this.#storageFullUntil && !(access === 'read' && this.#isReadable),
      isJournalFull: () => time.now() < this.#journalFullUntil,
      exchange: (body, timeoutMs) => this.#exchange(account, body, timeoutMs),
      register: (given) => this.#register(account, given),
      saved: (fact) => saved(fact, person),
      connect: traits.live ? (life) => this.#connect(life) : null,
      poked: (poke, held) => this.#poked(poke, held),
      keptInMemory,
    });
  }

  #connect(life: Incarnation): Connect {
    const { wires, traits } = this.#options;
    return (listeners) =>
      wires.connect({
        phone: traits.index,
        headers: this.wire.cookie === null ? {} : { cookie: this.wire.cookie },
        isAlive: () => life.alive,
        listeners,
      });
  }

  #poked(poke: Poke, held: Progress): Poke {
    const { heard, poke: tampered } = this.#options;
    heard(isNews(poke, held));
    return tampered?.(poke, held) ?? poke;
  }

  /** Who is poked here and has nothing else to wait for. */
  listening(): Account | null {
    const { wires, time, traits } = this.#options;
    const app = this.#app;
    if (app === null || !app.life.alive || this.needsLogin || this.wire.cookie === null) return null;
    if (time.now() < this.#storageFullUntil || app.engines[0]?.state.phase !== 'idle') return null;
    return wires.isWhole(traits.index) ? app.account : null;
  }

  #tick(): void {
    const { time, traits } = this.#options;
    time.after(traits.syncEveryMs * (0.5 + this.#chance.unit()), () => {
      this.want(this.#chance.happens(0.3) ? 'now' : 'hint');
      this.#tick();
    });
  }

  want(urgency: Urgency): void {
    if (!this.isRunning) return;
    for (const engine of this.#app?.engines ?? []) engine.want(urgency);
  }

  /** The app dies `effects` effects from now, and is opened again `downMs` later. */
  crash(effects: number, downMs: number): void {
    const { time, note } = this.#options;
    const reopen = () => {
      note(`${this.traits.name} crashes`);
      time.after(downMs, () => this.start());
    };
    if (this.#app === null || !this.isRunning) return;
    if (effects > 0) this.#app.life.dieAfter(effects, reopen);
    else {
      this.#app.life.end();
      reopen();
    }
  }

  /** Nothing can be written to the database, perhaps nothing read, perhaps not to the journal either, until then. */
  fillStorage({ forMs, withJournal, readable = false }: ActOf<'storage_full'>): void {
    const until = this.#options.time.now() + forMs;
    this.#storageFullUntil = until;
    // A service worker that can read doesn't know what its page's memory holds: see docs/reliability.md, limits.
    this.#isReadable = readable && this.traits.engines === 1;
    if (withJournal) this.#journalFullUntil = until;
  }

  emptyStorage(): void {
    this.#storageFullUntil = 0;
    this.#journalFullUntil = 0;
  }

  /** The app is closed, and opened in a newer version that knows the outbox and has another replica (DEV6). */
  async upgrade(): Promise<void> {
    await this.#endApp();
    for (const account of this.accounts.values()) await dropReplica(account);
    this.start();
  }

  /** @returns what the database held */
  wipe(person: Person, withJournal: boolean): Wiped {
    const account = this.account(person);
    if (!account) return { unsent: [], acknowledged: [], unjournalled: [], journalled: [] };
    const wiped = wipeAccount(account, withJournal);
    if (this.signedIn?.uuid === person.uuid) this.start();
    return wiped;
  }

  /** A fact that an older or newer app left in the outbox (DEV6). */
  plant(person: Person, fact: QueuedFact): void {
    const account = this.#accountFor(person);
    account.store.plant(fact);
    account.journal.set(fact.id, fact);
  }

  /** States a fact for whoever is signed in; null when nobody is. Never settles when the app dies before. */
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
    const app = this.#app;
    if (app === null || !app.life.alive) return null;
    const moment = { deviceNow: this.deviceNow(), random: this.#chance.bytes(FACT_RANDOM_BYTES) };
    const seen = await newestSeen(app.account);
    const fact = await app.state(kind, body, { ...moment, id });
    if (isOlder(fact.hlc, seen)) this.#options.outrun(fact, seen);
    this.want('if_needed');
    return fact;
  }

  /** Server-anchored time, as screens show codes by it. */
  async anchoredNow(): Promise<number> {
    return Math.round(this.deviceNow() + (await this.clockOffsetMs()));
  }

  async clockOffsetMs(): Promise<number> {
    const account = this.#app?.account;
    return account === undefined ? 0 : offsetMs((await account.store.readProgress()).clock);
  }

  /** The receipt QR of a scan, as the student shows it to a witness. */
  receipt(scanId: FactId, studentId: UserId, tokenText: string, claimedAt: number): string | null {
    const account = this.#app?.account;
    if (account === undefined || account.deviceId === null) return null;
    const fields = { scanId, studentId, deviceId: account.deviceId, tokenText, claimedAt };
    return encodeReceipt(fields, signBytes(this.#keyOf(account), receiptMessage(fields)));
  }

  async login(person: Person): Promise<boolean> {
    const reply = await this.wire.post('/api/auth/login', { email: person.email, password: PASSWORD });
    if (reply?.status !== 200 || !loginResponse.safeParse(reply.body).success) return false;
    await this.#endApp();
    this.#logoutPending = false;
    this.signedIn = person;
    const account = this.#accountFor(person);
    forgetRevokedDevice(account);
    await this.#register(account, null);
    this.start();
    return true;
  }

  /** Unsent facts stay under their person (DEV4). */
  async logout(): Promise<void> {
    await this.#endApp();
    this.signedIn = null;
    await this.#endCookie();
  }

  async #endApp(): Promise<void> {
    await this.#app?.close();
    this.#app = null;
  }

  async #endCookie(): Promise<void> {
    const reply = await this.wire.post('/api/auth/logout', {}, LOGOUT_TIMEOUT_MS);
    this.#logoutPending = !(reply !== null && (reply.status < 300 || reply.status === 401));
  }

  /** A new password ends every login and every device of the account; this browser goes on with a new login. */
  async renewPassword(): Promise<void> {
    await this.wire.post('/api/auth/password', { currentPassword: PASSWORD, newPassword: PASSWORD });
  }

  /** The browser forgets its cookie. */
  loseCookie(): void {
    this.wire.cookie = null;
  }

  /** Takes another of the person's devices off the account. */
  async revoke(deviceId: DeviceId): Promise<boolean> {
    const reply = await this.wire.send('DELETE', `/api/devices/${deviceId}`, null, {});
    return reply?.status === 204;
  }

  /** Fetches day keys; the kid is what tokens name. */
  async fetchKeys(): Promise<void> {
    const account = this.#app?.account;
    if (account === undefined || account.deviceId === null) return;
    const body = JSON.stringify({ sentAt: this.deviceNow() });
    const signature = signBody(this.#keyOf(account), ISSUER_SIGNATURE_LABEL, body);
    const path = `/api/devices/${account.deviceId}/issuer`;
    const headers = { [SIGNATURE_HEADER]: signature };
    const reply = await this.wire.send('POST', path, body, headers);
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
    return this.wire.send('POST', '/api/sync', body, { [SIGNATURE_HEADER]: signature }, timeoutMs);
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
    const who = await this.wire.get('/api/auth/me');
    if (who === null || who.status >= 500 || who.status === 429) return 'unreachable';
    const owner = loginResponse.safeParse(who.body);
    if (!owner.success) return who.status < 300 ? 'unreachable' : 'signed_out';
    if (owner.data.user.id !== account.person.uuid) return 'signed_out';
    const { x, y } = this.#keyOf(account);
    const reply = await this.wire.post('/api/devices', {
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
}

function uuid4(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex');
  return idOf(
    `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`,
  );
}
