/**
 * One phone or laptop: the app over stores that outlive it, with the accounts of everybody who ever signed in on it.
 * It survives crashes of the app, wipes of its database, full storage and new versions.
 */
import type { Fact, FactBodies, FactFor, FactId, FactKey, FactKind, Stamp, UserId } from '@hazri/domain';
import { FACT_RANDOM_BYTES, isNews, offsetMs } from '@hazri/sync-client';
import type { Answer, Connect, Progress, QueuedFact, Urgency } from '@hazri/sync-client';
import { loginResponse } from '@hazri/sync-protocol';
import type { Poke } from '@hazri/sync-protocol';
import { dropReplica, forgetRevokedDevice, keptFacts, keysOf, newAccount, wipeAccount } from './account.ts';
import type { Account, Wiped } from './account.ts';
import { openApp } from './app.ts';
import type { App } from './app.ts';
import type { Chance } from './chance.ts';
import { chanceOf } from './chance.ts';
import { DeviceRequests } from './device-requests.ts';
import type { Incarnation } from './incarnation.ts';
import type { LiveWires } from './live-wires.ts';
import type { Network } from './network.ts';
import { isOlder, newestSeen } from './newest-seen.ts';
import { PhoneClock } from './phone-clock.ts';
import { PhoneStorage } from './phone-storage.ts';
import type { PhoneTraits } from './phone-traits.ts';
import { PhoneWire } from './phone-wire.ts';
import type { Proof } from './receipts.ts';
import { provenReceipts } from './receipts.ts';
import { idOf, PASSWORD } from './school.ts';
import type { Person } from './school.ts';
import type { VirtualTime } from './virtual-time.ts';

const LOGOUT_TIMEOUT_MS = 3_000;

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
  readonly connect?: (connect: Connect) => Connect;
  readonly answer?: (answer: Answer, body: string) => Answer;
}

export class Phone {
  readonly traits: PhoneTraits;
  readonly accounts = new Map<UserId, Account>();
  /** Who is signed in, as the phone believes. */
  signedIn: Person | null = null;
  readonly wire: PhoneWire;
  readonly clock: PhoneClock;
  readonly storage: PhoneStorage;
  readonly requests: DeviceRequests;
  readonly #options: PhoneOptions;
  readonly #chance: Chance;
  #logoutPending = false;
  #app: App | null = null;
  #starts = 0;

  constructor(options: PhoneOptions) {
    this.#options = options;
    this.traits = options.traits;
    const { traits, time, network, seed, answer } = options;
    this.wire = new PhoneWire(network, traits.index);
    this.clock = new PhoneClock(time, traits);
    this.storage = new PhoneStorage(time, traits.engines);
    this.#chance = chanceOf(seed, 'phone', traits.index);
    const installation = uuid4(this.#chance.bytes(16));
    const { wire, clock, accounts } = this;
    this.requests = new DeviceRequests({ traits, wire, clock, installation, accounts, answer });
  }

  /** Syncs now and then from here on, as an app on a screen does. */
  beginTicking(): void {
    this.#tick();
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
  receipts(): Promise<ReadonlyMap<FactKey, Omit<Proof, 'at'>>> {
    const { engines } = this.traits;
    // Two engines each remember what they themselves were told.
    const remembers = this.isRunning && engines === 1;
    return provenReceipts([...this.accounts.values()], remembers ? this.#app : null);
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
      clock: this.clock,
      random: chanceOf(seed, 'engine', traits.index, this.#starts, person.name),
      refuses: (access) => this.storage.refuses(access),
      isJournalFull: () => this.storage.isJournalFull,
      exchange: (body, timeoutMs) => this.#exchange(account, body, timeoutMs),
      register: (given) => this.requests.register(account, given),
      saved: (fact) => saved(fact, person),
      connect: traits.live ? (life) => this.#connect(life) : null,
      poked: (poke, held) => this.#poked(poke, held),
      keptInMemory,
    });
  }

  #connect(life: Incarnation): Connect {
    const { wires, traits, connect: tampered } = this.#options;
    const connect: Connect = (listeners) =>
      wires.connect({
        phone: traits.index,
        headers: this.wire.cookie === null ? {} : { cookie: this.wire.cookie },
        isAlive: () => life.alive,
        listeners,
      });
    return tampered?.(connect) ?? connect;
  }

  #poked(poke: Poke, held: Progress): Poke {
    const { heard, poke: tampered } = this.#options;
    heard(isNews(poke, held));
    return tampered?.(poke, held) ?? poke;
  }

  /** Who is poked here and has nothing else to wait for. */
  listening(): Account | null {
    const { wires, traits } = this.#options;
    const app = this.#app;
    if (app === null || !app.life.alive || this.needsLogin || this.wire.cookie === null) return null;
    if (this.storage.isFull || app.engines[0]?.state.phase !== 'idle') return null;
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
    const moment = { deviceNow: this.clock.deviceNow(), random: this.#chance.bytes(FACT_RANDOM_BYTES) };
    const seen = await newestSeen(app.account);
    const fact = await app.state(kind, body, { ...moment, id });
    if (isOlder(fact.hlc, seen)) this.#options.outrun(fact, seen);
    this.want('if_needed');
    return fact;
  }

  /** Server-anchored time, as screens show codes by it. */
  async anchoredNow(): Promise<number> {
    return Math.round(this.clock.deviceNow() + (await this.clockOffsetMs()));
  }

  async clockOffsetMs(): Promise<number> {
    const account = this.#app?.account;
    return account === undefined ? 0 : offsetMs((await account.store.readProgress()).clock);
  }

  /** The receipt QR of a scan, as the student shows it to a witness. */
  receipt(scanId: FactId, studentId: UserId, tokenText: string, claimedAt: number): string | null {
    const account = this.#app?.account;
    if (account === undefined) return null;
    return this.requests.receipt(account, { scanId, studentId, tokenText, claimedAt });
  }

  async login(person: Person): Promise<boolean> {
    const reply = await this.wire.post('/api/auth/login', { email: person.email, password: PASSWORD });
    if (reply?.status !== 200 || !loginResponse.safeParse(reply.body).success) return false;
    await this.#endApp();
    this.#logoutPending = false;
    this.signedIn = person;
    const account = this.#accountFor(person);
    forgetRevokedDevice(account);
    await this.requests.register(account, null);
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

  /** Fetches day keys for whoever is signed in. */
  async fetchKeys(): Promise<void> {
    const account = this.#app?.account;
    if (account !== undefined) await this.requests.fetchKeys(account);
  }

  async #exchange(account: Account, body: string, timeoutMs: number): Promise<Answer> {
    const answer = await this.requests.exchange(account, body, timeoutMs);
    this.#options.answered(account.person, answer);
    return answer;
  }
}

function uuid4(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex');
  return idOf(
    `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`,
  );
}
