/** Everything of one run in one place: time, server, network, phones, and the ledger of what people were promised. */
import { createHash } from 'node:crypto';
import type { Fact, FactId, FactKey, Policy, SessionId, UserId } from '@hazri/domain';
import { factKey, uuidv7 } from '@hazri/domain';
import type { Answer, Connect, Progress } from '@hazri/sync-client';
import { syncResponse } from '@hazri/sync-protocol';
import type { Poke } from '@hazri/sync-protocol';
import { AD_HOC } from './cast.ts';
import { chanceOf } from './chance.ts';
import { checkReply } from './check-reply.ts';
import { LiveWires } from './live-wires.ts';
import { Network } from './network.ts';
import type { Weather } from './network.ts';
import { Phone } from './phone.ts';
import type { Plan } from './plan.ts';
import type { Proof } from './receipts.ts';
import { PLANNED, START } from './school.ts';
import type { ClassName, Person } from './school.ts';
import { SimServer } from './sim-server.ts';
import type { Deps, Tampering } from './server-edge.ts';
import { Violation } from './violation.ts';
import type { VirtualTime } from './virtual-time.ts';
import { NewsWatch } from './watch-news.ts';
import { LOOK_EVERY_MS, PhonesWatch } from './watch-phones.ts';

export interface SimSession {
  readonly id: SessionId;
  readonly of: ClassName;
  readonly startsAt: number;
}

/** A code that somebody's camera saw. */
export interface ScannedCode {
  readonly phone: number;
  readonly person: Person;
  readonly scanId: FactId;
  readonly tokenText: string;
  readonly claimedAt: number;
}

export interface Ledger {
  /** Facts whose people were told "saved". */
  readonly saved: Map<FactKey, { readonly fact: Fact; readonly person: Person }>;
  /** In databases that were wiped together with their journal. */
  readonly lostForGood: Set<FactKey>;
  /** When a phone's database lost them. */
  readonly wipedAt: Map<FactKey, number>;
  /** First receipts that phones could prove when the server was put back. */
  readonly proofs: Map<FactKey, Proof>;
  /** Facts that a device heard a final result of, with it. */
  readonly acknowledged: Map<FactKey, string>;
}

export interface WorldTampering extends Tampering {
  readonly answer?: (answer: Answer, body: string) => Answer;
  readonly poke?: (poke: Poke, held: Progress) => Poke;
  /** What becomes of the connections of one run of an app. */
  readonly connect?: (connect: Connect) => Connect;
}

export class World {
  readonly plan: Plan;
  readonly time: VirtualTime;
  readonly server: SimServer;
  readonly network: Network;
  readonly phones: readonly Phone[];
  readonly sessions: readonly SimSession[];
  readonly ledger: Ledger = {
    saved: new Map(),
    lostForGood: new Set(),
    wipedAt: new Map(),
    proofs: new Map(),
    acknowledged: new Map(),
  };
  /** Who shows codes of which session, and how they change: by the session's place, then the phone's. */
  readonly screens = new Map<number, Map<number, Policy>>();
  readonly scanned: ScannedCode[] = [];
  /** Facts of other versions of the app. */
  readonly planted = new Set<FactKey>();
  /** People whom devices made of walk-ins; some turn out to have an account. */
  readonly walkIns: UserId[] = [];
  /** Scans that their phones held back. */
  readonly heldBack = new Set<number>();
  /** Facts stated under ids of others. */
  readonly stolen = new Set<FactKey>();
  readonly weathers = new Map<number, Weather[]>();
  /** Weather of everybody. */
  readonly sky: Weather[] = [];
  readonly counts = new Map<string, number>();
  readonly #news = new NewsWatch((sql, args) => this.server.rows(sql, args));
  readonly #phonesWatch: PhonesWatch;
  #violation: Violation | null = null;
  restartAfterMs = 1_000;
  readonly #history: string[] = [];
  #keys: Deps['keys'] | null = null;

  constructor(plan: Plan, dataDir: string, time: VirtualTime, tampering: WorldTampering) {
    this.plan = plan;
    this.time = time;
    const { seed } = plan;
    this.server = new SimServer({
      dataDir,
      seed,
      time,
      tampering,
      report: (cause) =>
        this.fail('server_trouble', cause instanceof Error ? String(cause.stack) : String(cause)),
      note: (what) => this.count(what),
      committed: () => this.#watch(() => this.#news.check()),
      onCrash: () => {
        this.log('server crashes');
        time.after(this.restartAfterMs, () => time.hold(this.#restart()));
      },
      inspect: (request, reply) => this.#watch(() => checkReply(this.server, request, reply, time.now())),
    });
    this.network = new Network({
      seed,
      time,
      server: this.server,
      weatherOf: (phone) => [...this.sky, ...(this.weathers.get(phone) ?? [])],
      note: (what) => this.count(what),
    });
    const { server, network } = this;
    const wires = new LiveWires({ seed, time, server, network, note: (what) => this.count(what) });
    this.phones = plan.phones.map(
      (traits) =>
        new Phone({
          traits,
          seed,
          time,
          network,
          wires,
          heard: (isNews) => this.count(isNews ? 'pokes with news' : 'pokes that were no news'),
          note: (what) => this.log(what),
          saved: (fact, person) => {
            this.log(`${person.name} saves ${fact.kind} ${fact.id}`);
            this.ledger.saved.set(factKey(person.uuid, fact.id), { fact, person });
          },
          outrun: (fact, seen) =>
            this.fail(
              'stamps_rise',
              `${fact.kind} ${fact.id} at ${fact.hlc.join('.')} saw ${seen.join('.')}`,
            ),
          keptInMemory: () => this.count('kept in memory'),
          answered: (person, answer) => this.#hear(person, answer),
          ...(tampering.poke ? { poke: tampering.poke } : {}),
          ...(tampering.connect ? { connect: tampering.connect } : {}),
          ...(tampering.answer ? { answer: tampering.answer } : {}),
        }),
    );
    this.#phonesWatch = new PhonesWatch({ phones: this.phones, server, network, wires });
    this.sessions = [
      ...PLANNED,
      ...AD_HOC.map((of, index) => ({
        id: uuidv7<'session'>(START + index, chanceOf(seed, 'session', index).bytes(10)),
        of,
        startsAt: START,
      })),
    ];
  }

  /** Looks at all phones, from here on, until something is wrong. */
  beginWatchingPhones(): void {
    this.time.after(LOOK_EVERY_MS, () => {
      if (this.#violation !== null) return;
      this.go(() => this.#watch(() => this.#phonesWatch.look(this.time.now())));
      this.beginWatchingPhones();
    });
  }

  /** The key schedule, which knows no database and outlives the server's lives. */
  get keys(): Deps['keys'] {
    if (this.#keys === null) throw new Error('the server never started');
    return this.#keys;
  }

  async open(): Promise<void> {
    await this.server.start();
    this.#keys = this.server.deps.keys;
  }

  phone(index: number): Phone {
    const found = this.phones[index];
    if (!found) throw new Error(`no phone ${index}`);
    return found;
  }

  session(index: number): SimSession {
    const found = this.sessions[index];
    if (!found) throw new Error(`no session ${index}`);
    return found;
  }

  log(what: string): void {
    this.#history.push(`${(this.time.now() - START).toFixed(3)} ${what}`);
  }

  count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }

  /** What went wrong first. */
  violation(): Violation | null {
    return this.#violation;
  }

  get history(): readonly string[] {
    return this.#history;
  }

  historyHash(): string {
    return createHash('sha256').update(this.#history.join('\n')).digest('hex');
  }

  /** The first violation is the one that counts; what follows may follow from it. */
  fail(rule: string, message: string): void {
    this.log(`VIOLATION ${rule} ${message}`);
    this.#violation ??= new Violation(rule, message);
  }

  /** Runs what somebody does beside everything else; an exception in it is a fault of the run. */
  go(work: () => Promise<unknown>): void {
    work().catch((cause: unknown) =>
      this.fail('sim_trouble', cause instanceof Error ? String(cause.stack) : String(cause)),
    );
  }

  async #watch(check: () => Promise<void>): Promise<void> {
    try {
      await check();
    } catch (cause) {
      if (cause instanceof Violation) this.fail(cause.rule, cause.message);
      else throw cause;
    }
  }

  async #restart(): Promise<void> {
    if (this.server.isUp) return;
    const isOtherLife = await this.server.putBack();
    if (isOtherLife) this.#news.forget();
    await this.server.start();
    this.log(isOtherLife ? 'server starts from its backup' : 'server starts');
    if (isOtherLife) await this.#forgetPromises();
    const missing = await this.missingFacts(
      [...this.ledger.acknowledged].filter(isStored).map(([key]) => key),
    );
    if (missing.length > 0) this.fail('acknowledged_is_durable', `after a crash: ${missing.join(' ')}`);
  }

  /** After a restore only what phones still have, or the backup has, can come back (SYNC6). */
  async #forgetPromises(): Promise<void> {
    const { saved, acknowledged, lostForGood, wipedAt, proofs } = this.ledger;
    const missing = await this.missingFacts([
      ...new Set([...saved.keys(), ...this.planted, ...acknowledged.keys()]),
    ]);
    const kept = new Set(this.phones.flatMap((phone) => phone.kept()));
    const excused = new Set(this.phones.flatMap((phone) => phone.unjournalled()));
    for (const key of missing) {
      acknowledged.delete(key);
      if (kept.has(key) || lostForGood.has(key)) continue;
      lostForGood.add(key);
      if (!wipedAt.has(key) && !excused.has(key)) this.fail('kept_for_restore', key);
    }
    const gone = new Set(missing);
    for (const phone of this.phones) {
      for (const [key, proof] of await phone.receipts())
        if (gone.has(key)) proofs.set(key, { ...proof, at: this.time.now() });
    }
  }

  /** Those of the facts that the server doesn't have. */
  async missingFacts(keys: readonly FactKey[]): Promise<readonly FactKey[]> {
    const rows = await this.server.rows(
      "SELECT u.uuid || '/' || f.id AS key FROM facts f JOIN users u ON u.id = f.author_id",
    );
    const held = new Set(rows.map((row) => row['key']));
    return keys.filter((key) => !held.has(key));
  }

  #hear(person: Person, answer: Answer): void {
    if (answer.kind !== 'answered') return;
    const parsed = answer.status === 200 ? syncResponse.safeParse(answer.body) : null;
    if (!parsed?.success) {
      this.log(`${person.name} hears ${answer.status}`);
      return;
    }
    const words = parsed.data.results.map(({ id, outcome, reason }) => {
      const key = factKey(person.uuid, id);
      if (outcome !== 'retry')
        this.ledger.acknowledged.set(key, reason === null ? outcome : `${outcome} ${reason}`);
      // Nobody here states two facts under one id of their own (FACT4).
      if (reason === 'fact_id_conflict') this.fail('ids_are_ones_own', `${person.name} ${id}`);
      return `${id}=${outcome}${reason === null ? '' : `:${reason}`}`;
    });
    const rows = Object.entries(parsed.data.changes).map(
      ([scope, change]) => `${scope}+${change.rows.length}@${change.cursor}${change.more ? '+' : ''}`,
    );
    this.log(`${person.name} hears 200 [${words.join(' ')}] [${rows.join(' ')}]`);
  }
}

/** Facts that can't be read are answered and not promised. */
const NOT_STORED: ReadonlySet<string> = new Set(['rejected fact_malformed', 'rejected field_forbidden']);

export function isStored([, outcome]: readonly [FactKey, string]): boolean {
  return !NOT_STORED.has(outcome);
}
