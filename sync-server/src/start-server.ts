/** A whole server in one call: opens the data, wires everything and listens. Used by the product and by tests. */
import { mkdirSync } from 'node:fs';
import type { IncomingMessage, Server } from 'node:http';
import { join } from 'node:path';
import type { WebSocketServerLike } from '@hono/node-server';
import { createAdaptorServer } from '@hono/node-server';
import { WebSocketServer } from 'ws';
import { assert, uuidv7 } from '@hazri/domain';
import type { AppDeps } from './app-deps.ts';
import { createApp } from './app.ts';
import { makeAuthSessions } from './auth/auth-sessions.ts';
import { makeDevices } from './auth/devices.ts';
import { makePasswords } from './auth/passwords.ts';
import { makeAccounts } from './auth/sign-in.ts';
import { makeThrottle } from './auth/throttle.ts';
import { loadCatalogue } from './catalogue/catalogue.ts';
import type { Clock, Random } from './clock.ts';
import { systemClock, systemRandom } from './clock.ts';
import { readLife } from './db/life.ts';
import { openDatabase } from './db/open-database.ts';
import { startWriter } from './db/writer.ts';
import { seedDemo } from './demo/seed-demo.ts';
import type { Config } from './env.ts';
import { makeLoginCookie } from './http/cookies.ts';
import { makeDeviceSignatures } from './keys/device-signature.ts';
import { makeIssuerKids } from './keys/issuer-kids.ts';
import { makeKeySchedule } from './keys/key-schedule.ts';
import { DATABASE_FILE, loadMasterKey } from './keys/master-key.ts';
import { makeAllowedScopes } from './sync/authorize.ts';
import { makeIngest } from './sync/ingest.ts';
import { makePokeHub } from './sync/poke-hub.ts';
import { makeRejudge } from './sync/rejudge.ts';

/** Thousands of phones connect in the same second; Node's 511 puts a second on the last of them. */
const LISTEN_BACKLOG = 4_096;
const MAX_SOCKET_MESSAGE_BYTES = 16 * 1024;
const UUID_RANDOM_BYTES = 10;
/** Open requests may end by themselves for this long before their sockets are closed. */
const CLOSE_GRACE_MS = 2_000;

export interface ServerOptions {
  readonly config: Config;
  readonly clock?: Clock;
  readonly random?: Random;
  /** Defaults to standard error. */
  readonly report?: (cause: unknown) => void;
}

export interface RunningServer {
  /** `http://host:port`, without a trailing slash. */
  readonly url: string;
  readonly port: number;
  /** What the server is made of, for tests that look behind the HTTP edge. */
  readonly deps: AppDeps;
  /** Answers what is under way, then closes. Calling it again waits for the same end. */
  readonly close: () => Promise<void>;
}

/** Why a server can't start; `reason` is for machines, the message for people. */
export class StartFailure extends Error {
  override readonly name = 'StartFailure';
  readonly reason: 'port_taken' | 'master_key_missing' | 'master_key_malformed' | 'data_dir_unwritable';

  constructor(reason: StartFailure['reason'], message: string, cause?: unknown) {
    super(message, { cause });
    this.reason = reason;
  }
}

/** @throws StartFailure */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { config, clock = systemClock, random = systemRandom, report = reportToStderr } = options;
  const masterKey = openDataDir(config, random);
  const newUuid = () => uuidv7(clock.now(), random(UUID_RANDOM_BYTES));
  const database = await openDatabase(join(config.dataDir, DATABASE_FILE), config.migrationsDir);
  const life = await readLife(database, newUuid());
  const writer = await startWriter(database.client);
  const catalogue = await loadCatalogue(database);
  const keys = makeKeySchedule(masterKey);
  const signatures = makeDeviceSignatures();
  const issuerKids = makeIssuerKids({
    database,
    writer,
    catalogue,
    keys,
    keyEpoch: life.keyEpoch,
    clock,
    random,
  });
  const pokes = makePokeHub();
  const flushDeps = {
    database,
    catalogue,
    keys,
    signatures,
    keysRestored: life.keysRestored,
    newUuid,
    now: clock.now,
  };
  const ingest = makeIngest(flushDeps, writer, pokes);
  const onRevoked = makeRejudge(flushDeps, writer, pokes);
  const devices = makeDevices({
    database,
    writer,
    clock,
    random,
    revokeKids: issuerKids.revokeOf,
    onRevoked,
  });
  const authSessions = makeAuthSessions({ database, writer, clock, random });
  const cookie = makeLoginCookie(config.origin?.startsWith('https:') ?? false);
  const deps: AppDeps = {
    config,
    clock,
    random,
    database,
    life,
    writer,
    catalogue,
    keys,
    signatures,
    issuerKids,
    accounts: makeAccounts(database, writer, authSessions, cookie),
    allowedScopes: makeAllowedScopes(database, writer, catalogue),
    authSessions,
    devices,
    passwords: makePasswords(),
    throttle: makeThrottle(clock),
    cookie,
    originRules: { origin: config.origin, demo: config.demo },
    ingest,
    pokes,
    report,
  };
  if (config.demo) await seedDemo(deps);
  try {
    return await listen(deps);
  } catch (cause) {
    database.close();
    throw cause;
  }
}

function openDataDir({ dataDir }: Config, random: Random): Uint8Array {
  try {
    mkdirSync(dataDir, { recursive: true });
    const key = loadMasterKey(dataDir, random);
    if (key.ok) return key.value;
    const message =
      key.reason === 'master_key_missing'
        ? `${dataDir} holds a database but not its master.key. Put the key back: with a new one every code would be invalid.`
        : `${join(dataDir, 'master.key')} is damaged: 64 hex digits are expected.`;
    throw new StartFailure(key.reason, message);
  } catch (cause) {
    if (cause instanceof StartFailure) throw cause;
    throw new StartFailure('data_dir_unwritable', `The data folder ${dataDir} can't be written.`, cause);
  }
}

async function listen(deps: AppDeps): Promise<RunningServer> {
  const { config, database, pokes, writer } = deps;
  const app = createApp(deps);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_SOCKET_MESSAGE_BYTES });
  const server = createAdaptorServer({
    fetch: app.fetch,
    websocket: { server: asUpgrader(sockets) },
    serverOptions: { shouldUpgradeCallback: asksForWebSocket },
  });
  assert('closeAllConnections' in server, 'plain HTTP server');
  await listening(server, config);
  const address = server.address();
  assert(typeof address === 'object' && address !== null, 'the server listens on a port');
  let closing: Promise<void> | null = null;
  return {
    url: `http://${config.host === '0.0.0.0' ? '127.0.0.1' : config.host}:${address.port}`,
    port: address.port,
    deps,
    close: () => {
      closing ??= (async () => {
        pokes.close();
        for (const socket of sockets.clients) socket.terminate();
        await closed(server);
        await writer.idle();
        database.close();
      })();
      return closing;
    },
  };
}

/**
 * Everything else is an ordinary request, as HTTP wants it of a server that doesn't know the protocol asked for
 * (RFC 9110 §7.8): left alone, its socket would stay open for ever with no time-out (Java's client asks for h2c).
 */
function asksForWebSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket' && URL.canParse(`http://${headers.host ?? ''}`);
}

function listening(server: Server, { host, port }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const taken = cause.code === 'EADDRINUSE' || cause.code === 'EACCES';
      reject(
        taken
          ? new StartFailure(
              'port_taken',
              `Port ${port} on ${host} is taken. Set PORT to another one.`,
              cause,
            )
          : cause,
      );
    });
    server.listen({ host, port, backlog: LISTEN_BACKLOG }, resolve);
  });
}

/** The two packages agree at run time; their types differ in how they write an absent option. */
function asUpgrader(sockets: WebSocketServer): WebSocketServerLike {
  return sockets as unknown as WebSocketServerLike;
}

/** Browsers keep connections open: after a moment they are closed for them. */
function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
    server.close(() => {
      clearTimeout(force);
      resolve();
    });
    server.closeIdleConnections();
  });
}

function reportToStderr(cause: unknown): void {
  const text = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  process.stderr.write(`${text}\n`);
}
