/**
 * The real server on a real database file, lived through in virtual time. Requests enter at the HTTP application
 * (sign-in, signatures, limits and schemas are the real ones); reads and commits take virtual time, and a crash may
 * come before a commit, after it, or at any moment between: what wasn't committed is gone, the file is opened again.
 */
import {
  createApp,
  digestOf,
  liveTargets,
  messageId,
  Overloaded,
  RECHECK_MS,
  serveLive,
  startServer,
} from '@hazri/sync-server';
import type { LivePeer } from '@hazri/sync-server';
import type { Chance } from './chance.ts';
import { chanceOf } from './chance.ts';
import { CommittedExchanges } from './committed-exchanges.ts';
import { gateDatabase, isRefusal, SICK_READ_MS } from './gated-database.ts';
import { leaveStaff } from './leave-staff.ts';
import { PASSWORD, simConfig } from './school.ts';
import { ServerDisk } from './server-disk.ts';
import type {
  CommittedExchange,
  CrashPoint,
  Deps,
  DiskAilment,
  RawExecute,
  Tampering,
  WireReply,
  WireRequest,
} from './server-edge.ts';
import { NEVER, pause } from './server-life.ts';
import type { Life } from './server-life.ts';
import type { VirtualTime } from './virtual-time.ts';

/** Share of pulls for which rights must be read, and how long that takes at most. */
const COLD_RIGHTS = 0.3;
const COLD_READ_MS = 60;
/** Share of pushes that an overloaded server turns away. */
const OVERLOADED = 0.7;
/** RFC 6455 §7.1.5 */
const ABNORMAL_CLOSURE = 1_006;

export interface SimServerOptions {
  readonly dataDir: string;
  readonly seed: number;
  readonly time: VirtualTime;
  readonly report: (cause: unknown) => void;
  readonly onCrash: () => void;
  readonly note: (what: 'commits refused by the disk') => void;
  /** Sees what a commit that tells of attendance left, before anybody is answered. */
  readonly committed: () => Promise<void>;
  readonly tampering: Tampering;
  /** Sees every answer before it leaves. */
  readonly inspect: (request: WireRequest, reply: WireReply) => Promise<void>;
}

export class SimServer {
  readonly #options: SimServerOptions;
  readonly #disk: ServerDisk;
  readonly #exchanges = new CommittedExchanges();
  #life: Life | null = null;
  #lives = 0;
  #crashAt: { point: CrashPoint; commitsLeft: number } | null = null;
  #overloadedUntil = 0;
  #rawExecute: Deps['database']['client']['execute'] | null = null;

  constructor(options: SimServerOptions) {
    this.#options = options;
    this.#disk = new ServerDisk(options);
  }

  get isUp(): boolean {
    return this.#life !== null;
  }

  /** What the database holds of exchanges. */
  get committed(): readonly CommittedExchange[] {
    return this.#exchanges.all;
  }

  get deps(): Deps {
    if (this.#life === null) throw new Error('the server is down');
    return this.#life.running.deps;
  }

  async start(): Promise<void> {
    const { dataDir, seed, time, report, tampering } = this.#options;
    this.#lives += 1;
    const chance = chanceOf(seed, 'server', this.#lives);
    const holder: { life: Life | null } = { life: null };
    const running = await startServer({
      config: simConfig(dataDir),
      clock: { now: () => Math.floor(time.now()) },
      random: (length) => chance.bytes(length),
      print: () => undefined,
      warn: () => undefined,
      report: (cause) => {
        if (holder.life?.isAlive()) report(cause);
      },
    });
    const deps = this.#inVirtualTime(running.deps, chance);
    const used = tampering.deps?.(deps) ?? deps;
    const app = createApp(used);
    const living = new Set([this.#lives]);
    const life: Life = {
      isAlive: () => living.size > 0,
      end: () => {
        living.clear();
      },
      running,
      app,
      deps: used,
      peers: new Set(),
      chance,
    };
    holder.life = life;
    this.#gate(life);
    this.#exchanges.forgetPending();
    this.#life = life;
  }

  /** What waits, or turns somebody away, as a server under load does; passwords are compared as they are. */
  #inVirtualTime(deps: Deps, chance: Chance): Deps {
    const { time } = this.#options;
    const exchanges = this.#exchanges;
    return {
      ...deps,
      passwords: {
        hash: (password) => Promise.resolve(password),
        isRight: (password, stored) => Promise.resolve(password === stored && password === PASSWORD),
      },
      // Others commit between a push and its pull.
      allowedScopes: async (...asked) => {
        if (chance.happens(COLD_RIGHTS))
          await this.#pauseNow(chance.whole(1, this.#disk.ails === 'slow' ? SICK_READ_MS : COLD_READ_MS));
        return deps.allowedScopes(...asked);
      },
      ingest: {
        ...deps.ingest,
        push: (exchange) => {
          if (time.now() < this.#overloadedUntil && chance.happens(OVERLOADED)) {
            return Promise.reject(new Overloaded('too many pushes are waiting'));
          }
          exchanges.await(exchange);
          const pushed = deps.ingest.push(exchange);
          pushed.then(
            () => exchanges.note([exchange]),
            () => exchanges.forget(exchange),
          );
          return pushed;
        },
      },
    };
  }

  #gate(life: Life): void {
    const { tampering, time, note, committed } = this.#options;
    this.#rawExecute = gateDatabase(life.running.deps.database, life, {
      time,
      ails: () => this.#disk.ails,
      refused: () => note('commits refused by the disk'),
      crashDue: () => this.#crashDue(),
      crash: () => this.crash(),
      execute: this.rows,
      tamper: tampering.commit,
      exchangesIn: (statements) => this.#exchanges.pendingIn(statements),
      noteCommit: (group) => this.#exchanges.note(group),
      toldOfAttendance: committed,
    });
  }

  #pauseNow(ms: number): Promise<void> {
    return this.#life === null ? NEVER : pause(this.#options.time, this.#life, ms);
  }

  #crashDue(): CrashPoint | null {
    if (this.#crashAt === null) return null;
    if (this.#crashAt.commitsLeft > 0) {
      this.#crashAt.commitsLeft -= 1;
      return null;
    }
    const { point } = this.#crashAt;
    this.#crashAt = null;
    return point;
  }

  sicken(ails: DiskAilment, forMs: number): void {
    this.#disk.sicken(ails, forMs);
  }

  /** No planned crash, no crowd, a sound disk from here on. */
  calm(): void {
    this.#crashAt = null;
    this.#disk.heal();
    this.#overloadedUntil = 0;
  }

  overload(forMs: number): void {
    this.#overloadedUntil = this.#options.time.now() + forMs;
  }

  /** Takes somebody off the staff of a class, as of now; nothing happens when the disk refuses it. */
  async dismiss(classUuid: string, userUuid: string): Promise<void> {
    if (!this.isUp) return;
    const at = Math.floor(this.#options.time.now());
    await leaveStaff(this.deps, this.rows, { classUuid, userUuid, at }).catch((cause: unknown) => {
      if (!isRefusal(cause)) throw cause;
    });
  }

  /** Crashes at once, or around the commit after the next `commitsLeft`. */
  plan(point: CrashPoint, commitsLeft: number): void {
    if (point === 'now') this.crash();
    else this.#crashAt = { point, commitsLeft };
  }

  crash(): void {
    const life = this.#life;
    if (life === null) return;
    life.end();
    this.#life = null;
    this.#crashAt = null;
    for (const peer of life.peers) peer.close(ABNORMAL_CLOSURE, 'the server is gone');
    life.running.deps.database.close();
    // Frees the port; what it waits for beyond that never comes.
    life.running.close().catch(() => undefined);
    this.#options.onCrash();
  }

  /** A copy of the database as it is now; nothing when the server is down. */
  async backUp(): Promise<void> {
    if (this.isUp) await this.#disk.backUp(this.rows, () => this.committed.length);
  }

  /** Crashes; the next start finds the last backup. Without one only the process dies. */
  loseDisk(): void {
    this.#disk.lose();
    this.crash();
  }

  /** @returns whether the database was put back to the last backup */
  async putBack(): Promise<boolean> {
    const backup = await this.#disk.putBack(this.#lives);
    if (backup !== null) this.#exchanges.cutTo(backup.committed);
    return backup !== null;
  }

  /** Timers that product code sets belong to the life in which it runs. */
  guard(task: () => void): () => void {
    const life = this.#life;
    return () => {
      if (life?.isAlive()) task();
    };
  }

  /** Never settles when the server dies first. @param trulySentAt virtual time */
  async receive(request: WireRequest, trulySentAt: number): Promise<WireReply> {
    const life = this.#life;
    if (life === null) return NEVER;
    const { method, path, headers, body } = request;
    if (body !== null) this.#exchanges.noteSent(messageId(digestOf(Buffer.from(body))), trulySentAt);
    const response = await life.app.fetch(
      new Request(`http://hazri.test${path}`, { method, headers, ...(body === null ? {} : { body }) }),
    );
    const text = await response.text();
    if (!life.isAlive()) return NEVER;
    const retryAfter = response.headers.get('retry-after');
    const reply: WireReply = {
      status: response.status,
      body: text === '' ? null : (JSON.parse(text) as unknown),
      retryAfterMs: retryAfter === null ? null : Number(retryAfter) * 1_000,
      cookie: response.headers.get('set-cookie')?.split(';', 1)[0] ?? null,
    };
    const given = this.#options.tampering.reply?.(request, reply) ?? reply;
    await this.#options.inspect(request, given);
    return life.isAlive() ? given : NEVER;
  }

  /** A live connection, as a WebSocket makes it. @returns what ends it; null: it is refused */
  async admit(headers: Readonly<Record<string, string>>, peer: LivePeer): Promise<(() => void) | null> {
    const life = this.#life;
    if (life === null) return null;
    const { time, report } = this.#options;
    const sent = new Headers(headers);
    // From the first byte on: a crash ends a connection that is still being looked at, too.
    life.peers.add(peer);
    const targets = await liveTargets(life.deps, sent);
    if (!life.isAlive()) return null;
    const connection = targets && serveLive(life.deps, sent, targets, peer);
    if (connection === null) {
      life.peers.delete(peer);
      return null;
    }
    const recheckLater = () =>
      time.after(RECHECK_MS, () => {
        if (!life.isAlive() || !life.peers.has(peer)) return;
        connection.recheck().catch(report).finally(recheckLater);
      });
    recheckLater();
    return () => {
      life.peers.delete(peer);
      connection.end();
    };
  }

  readonly rows: RawExecute = async (sql, args = []) => {
    if (this.#rawExecute === null) throw new Error('never started');
    const { rows } = await this.#rawExecute({ sql, args: [...args] });
    return rows.map((row) => ({ ...row }));
  };

  async stop(): Promise<void> {
    const life = this.#life;
    if (life === null) return;
    life.end();
    this.#life = null;
    life.running.deps.database.close();
    await Promise.race([life.running.close().catch(() => undefined), new Promise((r) => setImmediate(r))]);
  }
}
