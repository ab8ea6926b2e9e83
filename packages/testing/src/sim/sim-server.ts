/**
 * The real server on a real database file, lived through in virtual time. Requests enter at the HTTP application
 * (sign-in, signatures, limits and schemas are the real ones); reads and commits take virtual time, and a crash may
 * come before a commit, after it, or at any moment between: what wasn't committed is gone, the file is opened again.
 */
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { InStatement } from '@libsql/client';
import { createClient } from '@libsql/client';
import { uuidv7 } from '@hazri/domain';
import {
  changeStaff,
  createApp,
  digestOf,
  liveTargets,
  messageId,
  Overloaded,
  RECHECK_MS,
  serveLive,
  startServer,
} from '@hazri/sync-server';
import type { LivePeer, RunningServer } from '@hazri/sync-server';
import type { Chance } from './chance.ts';
import { chanceOf } from './chance.ts';
import { PASSWORD, simConfig } from './school.ts';
import type {
  CommittedExchange,
  CrashPoint,
  DiskAilment,
  Deps,
  Exchange,
  RawExecute,
  Tampering,
  WireReply,
  WireRequest,
} from './server-edge.ts';
import type { VirtualTime } from './virtual-time.ts';

interface Life {
  /** Ends with a crash. */
  readonly isAlive: () => boolean;
  readonly end: () => void;
  readonly running: RunningServer;
  readonly app: ReturnType<typeof createApp>;
  /** What the application was made of. */
  readonly deps: Deps;
  /** Live connections that have not ended. */
  readonly peers: Set<LivePeer>;
  readonly chance: Chance;
}

const SLOW_READ = 0.03;
/** On a disk that is slow a read may take so long, and a commit. */
const SICK_READ_MS = 300;
const SICK_COMMIT_MS = 3_000;
const SICK_READS = 0.2;
/** Share of pulls for which rights must be read, and how long that takes at most. */
const COLD_RIGHTS = 0.3;
const COLD_READ_MS = 60;
const SICK_CODES = { full: 'SQLITE_FULL', failing: 'SQLITE_IOERR' } as const;
/** Share of pushes that an overloaded server turns away. */
const OVERLOADED = 0.7;
const DATABASE_FILE = 'hazri.db';
/** RFC 6455 §7.1.5 */
const ABNORMAL_CLOSURE = 1_006;
const NEVER = new Promise<never>(() => undefined);

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
  readonly committed: CommittedExchange[] = [];
  crashes = 0;
  commits = 0;
  readonly #options: SimServerOptions;
  #life: Life | null = null;
  #lives = 0;
  #pending: Exchange[] = [];
  #crashAt: { point: CrashPoint; commitsLeft: number } | null = null;
  #backup: { readonly file: string; readonly committed: number } | null = null;
  #backups = 0;
  #diskLost = false;
  #overloadedUntil = 0;
  #disk: { readonly ails: DiskAilment; readonly until: number } | null = null;
  readonly #trulySentAt = new Map<string, number>();
  #rawExecute: Deps['database']['client']['execute'] | null = null;

  constructor(options: SimServerOptions) {
    this.#options = options;
  }

  get isUp(): boolean {
    return this.#life !== null;
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
    const deps: Deps = {
      ...running.deps,
      passwords: {
        hash: (password) => Promise.resolve(password),
        isRight: (password, stored) => Promise.resolve(password === stored && password === PASSWORD),
      },
      // Others commit between a push and its pull.
      allowedScopes: async (...asked) => {
        if (chance.happens(COLD_RIGHTS))
          await this.#pauseNow(chance.whole(1, this.#diskAils() === 'slow' ? SICK_READ_MS : COLD_READ_MS));
        return running.deps.allowedScopes(...asked);
      },
      ingest: {
        ...running.deps.ingest,
        push: (exchange) => {
          if (time.now() < this.#overloadedUntil && chance.happens(OVERLOADED)) {
            return Promise.reject(new Overloaded('too many pushes are waiting'));
          }
          this.#pending.push(exchange);
          const pushed = running.deps.ingest.push(exchange);
          pushed.then(
            () => this.#note([exchange]),
            () => (this.#pending = this.#pending.filter((other) => other !== exchange)),
          );
          return pushed;
        },
      },
    };
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
    this.#pending = [];
    this.#life = life;
  }

  /** Puts virtual time, and with it crashes, between the server and its database. */
  #gate(life: Life): void {
    const { client, reader } = life.running.deps.database;
    const readText = reader.readText.bind(reader);
    const execute = client.execute.bind(client);
    const batch = client.batch.bind(client);
    this.#rawExecute = execute;
    const { tampering, time } = this.#options;
    const maybeSlow = async (): Promise<void> => {
      const isSlow = this.#diskAils() === 'slow';
      if (life.chance.happens(isSlow ? SICK_READS : SLOW_READ))
        await this.#pause(life, life.chance.whole(1, isSlow ? SICK_READ_MS : 4));
    };
    Object.assign(reader, {
      readText: async (...asked: Parameters<typeof readText>) => {
        await maybeSlow();
        return life.isAlive() ? readText(...asked) : NEVER;
      },
    });
    Object.assign(client, {
      execute: async (statement: InStatement) => {
        await maybeSlow();
        return life.isAlive() ? execute(statement) : NEVER;
      },
      batch: async (statements: InStatement[], mode: 'write' | 'read' | 'deferred') => {
        const group = this.#exchangesIn(statements);
        // Mostly short on a slow disk too: an answer that comes after its time-out shows nothing.
        const isSlow = this.#diskAils() === 'slow';
        await this.#pause(life, isSlow ? life.chance.unit() ** 3 * SICK_COMMIT_MS : life.chance.unit() * 3);
        if (!life.isAlive()) return NEVER;
        const ails = this.#diskAils();
        if (ails === 'full' || ails === 'failing') {
          this.#options.note('commits refused by the disk');
          throw Object.assign(new Error(`the disk is ${ails}`), { code: SICK_CODES[ails] });
        }
        const crash = this.#crashDue();
        if (crash === 'before_commit') {
          this.crash();
          return NEVER;
        }
        const commit = () => batch(statements, mode);
        const later = (delayMs: number, task: () => void) =>
          void time.after(delayMs, () => {
            if (life.isAlive()) task();
          });
        const point = { commit, isFlush: isFlush(statements), later, execute: this.rows };
        const result = await (tampering.commit?.(point) ?? commit());
        this.commits += 1;
        this.#note(group);
        if (statements.some(isOfAttendance)) await this.#options.committed();
        if (crash === 'after_commit') {
          this.crash();
          return NEVER;
        }
        await this.#pause(life, life.chance.unit() * 3);
        return life.isAlive() ? result : NEVER;
      },
    });
  }

  #pauseNow(ms: number): Promise<void> {
    return this.#life === null ? NEVER : this.#pause(this.#life, ms);
  }

  #pause(life: Life, ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#options.time.after(ms, () => {
        if (life.isAlive()) resolve();
      });
    });
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

  #note(group: readonly Exchange[]): void {
    for (const exchange of group) {
      const { device, message, sentAt, receivedAt, hadRoom } = exchange;
      if (!this.#pending.includes(exchange) || !device || !message) continue;
      const trulySentAt = this.#trulySentAt.get(message.id) ?? NaN;
      this.committed.push({
        device: device.uuid,
        message: message.id,
        sentAt,
        trulySentAt,
        receivedAt,
        hadRoom,
      });
    }
    this.#pending = this.#pending.filter((exchange) => !group.includes(exchange));
  }

  /** Those whose messages the transaction notes; of late copies their answer tells. */
  #exchangesIn(statements: readonly InStatement[]): readonly Exchange[] {
    if (!isFlush(statements)) return [];
    const written = JSON.stringify(statements);
    return this.#pending.filter(({ message }) => message !== null && written.includes(message.id));
  }

  #diskAils(): DiskAilment | null {
    return this.#disk !== null && this.#options.time.now() < this.#disk.until ? this.#disk.ails : null;
  }

  sicken(ails: DiskAilment, forMs: number): void {
    this.#disk = { ails, until: this.#options.time.now() + forMs };
  }

  /** No planned crash, no crowd, a sound disk from here on. */
  calm(): void {
    this.#crashAt = null;
    this.#disk = null;
    this.#overloadedUntil = 0;
  }

  overload(forMs: number): void {
    this.#overloadedUntil = this.#options.time.now() + forMs;
  }

  /** Takes somebody off the staff of a class, as of now; nothing happens when the disk refuses it. */
  async dismiss(classUuid: string, userUuid: string): Promise<void> {
    if (!this.isUp) return;
    await this.#dismiss(classUuid, userUuid).catch((cause: unknown) => {
      if (!isRefusal(cause)) throw cause;
    });
  }

  /** Its last professor only after another has become one. */
  async #dismiss(classUuid: string, userUuid: string): Promise<void> {
    const { deps } = this;
    const { catalogue } = deps;
    const ofClass = catalogue.classByUuid(classUuid);
    const [user] = await this.rows('SELECT id FROM users WHERE uuid = ?', [userUuid]);
    if (!ofClass || !user) return;
    const id = Number(user['id']);
    const audit = { at: Math.floor(this.#options.time.now()), actorId: null, action: 'staff.ended' };
    const heir = catalogue.staffOf(ofClass.id).find((one) => one.userId !== id && one.until === null);
    const done = await changeStaff(deps, ofClass, id, null, audit);
    if (done.ok || !heir) return;
    await changeStaff(deps, ofClass, heir.userId, 'professor', { ...audit, action: 'staff.role_changed' });
    await changeStaff(deps, ofClass, id, null, audit);
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
    this.crashes += 1;
    for (const peer of life.peers) peer.close(ABNORMAL_CLOSURE, 'the server is gone');
    life.running.deps.database.close();
    // Frees the port; what it waits for beyond that never comes.
    life.running.close().catch(() => undefined);
    this.#options.onCrash();
  }

  /** A copy of the database as it is now; nothing when the server is down. */
  async backUp(): Promise<void> {
    if (!this.isUp) return;
    this.#backups += 1;
    const file = join(this.#options.dataDir, `backup-${this.#backups}.db`);
    await this.rows('VACUUM INTO ?', [file]);
    this.#backup = { file, committed: this.committed.length };
  }

  /** Crashes; the next start finds the last backup. Without one only the process dies. */
  loseDisk(): void {
    this.#diskLost = this.#backup !== null;
    this.crash();
  }

  /** @returns whether the database was put back to the last backup */
  async putBack(): Promise<boolean> {
    const { dataDir, seed } = this.#options;
    if (!this.#diskLost || this.#backup === null) return false;
    this.#diskLost = false;
    for (const ending of ['', '-wal', '-shm'])
      rmSync(join(dataDir, `${DATABASE_FILE}${ending}`), { force: true });
    cpSync(this.#backup.file, join(dataDir, DATABASE_FILE));
    this.committed.splice(this.#backup.committed);
    const client = createClient({ url: `file:${join(dataDir, DATABASE_FILE)}` });
    const epoch = uuidv7(this.#options.time.now(), chanceOf(seed, 'epoch', this.#lives).bytes(10));
    await client.execute({
      sql: 'UPDATE meta SET epoch = ?, key_epoch = key_epoch + 1, keys_restored = 1',
      args: [epoch],
    });
    client.close();
    return true;
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
    if (body !== null) this.#trulySentAt.set(messageId(digestOf(Buffer.from(body))), trulySentAt);
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
    const targets = await liveTargets(life.deps, sent);
    if (targets === null || !life.isAlive()) return null;
    const connection = serveLive(life.deps, sent, targets, peer);
    if (connection === null) return null;
    life.peers.add(peer);
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

/** What the sick disk says. */
function isRefusal(cause: unknown): boolean {
  const codes: readonly string[] = Object.values(SICK_CODES);
  return cause instanceof Error && 'code' in cause && codes.includes(String(cause.code));
}

function isOfAttendance(statement: InStatement): boolean {
  const sql = typeof statement === 'object' && 'sql' in statement ? statement.sql : '';
  return /"(attendance|notifications|tallies)"/.test(sql);
}

/** Only a flush of ingest notes contacts; which statement it is doesn't matter. */
function isFlush(statements: readonly InStatement[]): boolean {
  return statements.some(
    (statement) =>
      typeof statement === 'object' && 'sql' in statement && statement.sql.includes('device_contacts'),
  );
}
