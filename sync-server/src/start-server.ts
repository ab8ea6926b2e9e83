/** A whole server in one call: opens the data, wires everything and listens. Used by the product and by tests. */
import type { IncomingMessage, Server } from 'node:http';
import type { WebSocketServerLike } from '@hono/node-server';
import { createAdaptorServer } from '@hono/node-server';
import { WebSocketServer } from 'ws';
import { assert, uuidv7 } from '@hazri/domain';
import { startWeeklyAlerts } from './alerts/weekly-alerts.ts';
import type { AppDeps } from './app-deps.ts';
import { createApp } from './app.ts';
import { makeAccountCodes } from './auth/account-codes.ts';
import { makeAuthSessions } from './auth/auth-sessions.ts';
import { makeDevices } from './auth/devices.ts';
import { offerFirstClaim } from './auth/first-administrator.ts';
import { makePasswords } from './auth/passwords.ts';
import { makeAccounts } from './auth/sign-in.ts';
import { forgetStaleRegistrations } from './auth/registrations.ts';
import { FAILURES, MAILS, makeThrottle, SCANS } from './auth/throttle.ts';
import { loadCatalogue } from './catalogue/catalogue.ts';
import type { Clock, Random } from './clock.ts';
import { systemClock, systemRandom } from './clock.ts';
import { readLife } from './db/life.ts';
import { makeTroubles } from './db/troubles.ts';
import { startWriter } from './db/writer.ts';
import { seedDemo } from './demo/seed-demo.ts';
import type { Config } from './env.ts';
import { makeLoginCookie } from './http/cookies.ts';
import { makeDeviceSignatures } from './keys/device-signature.ts';
import { makeIssuerKids } from './keys/issuer-kids.ts';
import { makeKeySchedule } from './keys/key-schedule.ts';
import { openMailer } from './mail/open-mailer.ts';
import type { DataDir } from './open-data-dir.ts';
import { dataDirFailure, openDataDir } from './open-data-dir.ts';
import { StartFailure } from './start-failure.ts';
import { makeMeasures } from './measures/measures.ts';
import { openNews } from './notifications/news.ts';
import type { PushDoor } from './push/push-door.ts';
import { institutionRates } from './reports/class-rates.ts';
import { makeAllowedScopes } from './sync/authorize.ts';
import { makeIngest } from './sync/ingest.ts';
import { makeMerger } from './sync/merge-walk-in.ts';
import { makePokeHub } from './sync/poke-hub.ts';
import { makeRejudge } from './sync/rejudge.ts';
import { retakeSetAside } from './sync/retake.ts';

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
  /** The way to push services; tests have one on this machine. */
  readonly door?: PushDoor;
  /** Defaults to standard error. */
  readonly report?: (cause: unknown) => void;
  /** Where the server speaks to whoever started it; defaults to standard output. */
  readonly print?: (text: string) => void;
  /** Pauses before further tries of a mail. */
  readonly mailRetryMs?: readonly number[];
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

/** @throws StartFailure */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { config, random = systemRandom } = options;
  let opened: DataDir | null = null;
  try {
    opened = await openDataDir(config, random);
    return await serve(options, opened);
  } catch (cause) {
    opened?.database.close();
    throw dataDirFailure(cause, config.dataDir);
  }
}

async function serve(
  {
    config,
    door,
    clock = systemClock,
    random = systemRandom,
    report = reportToStderr,
    print = printToStdout,
    mailRetryMs,
  }: ServerOptions,
  { masterKey, database }: DataDir,
): Promise<RunningServer> {
  const newUuid = () => uuidv7(clock.now(), random(UUID_RANDOM_BYTES));
  const life = await readLife(database, newUuid());
  const troubles = makeTroubles(say);
  const writer = await startWriter(database.client, { place: database.place, troubles });
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
  const news = await openNews({
    door,
    config,
    database,
    writer,
    catalogue,
    keys,
    pokes,
    clock,
    random,
    report,
  });
  const flushDeps = {
    database,
    catalogue,
    keys,
    signatures,
    keysRestored: life.keysRestored,
    newUuid,
    now: clock.now,
    rates: institutionRates(config),
    isSilenced: news.choices.isSilenced,
    tell: news.sender.offer,
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
    throttle: makeThrottle(clock, FAILURES),
    mailThrottle: makeThrottle(clock, MAILS),
    scanThrottle: makeThrottle(clock, SCANS),
    codes: makeAccountCodes({ database, clock, random }),
    mailer: openMailer(config, { clock, report, print, retryMs: mailRetryMs }),
    cookie,
    originRules: { origin: config.origin, demo: config.demo },
    ingest,
    merger: makeMerger(flushDeps, pokes),
    news,
    pokes,
    troubles,
    measures: makeMeasures(clock),
    startedAt: clock.now(),
    report,
  };
  await retakeSetAside(flushDeps, writer);
  if (config.demo) await seedDemo(deps);
  await forgetStaleRegistrations(deps);
  const server = await listen(deps);
  await offerFirstClaim(deps, print);
  return server;
}

async function listen(deps: AppDeps): Promise<RunningServer> {
  const { config, database, mailer, news, pokes, writer } = deps;
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
  const weekly = config.weeklyAlerts ? startWeeklyAlerts(deps) : null;
  let closing: Promise<void> | null = null;
  return {
    url: `http://${config.host === '0.0.0.0' ? '127.0.0.1' : config.host}:${address.port}`,
    port: address.port,
    deps,
    close: () => {
      closing ??= (async () => {
        pokes.close();
        mailer.close();
        news.close();
        for (const socket of sockets.clients) socket.terminate();
        await closed(server);
        await weekly?.close();
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
    server.once('error', (cause: NodeJS.ErrnoException) => reject(listenFailure(cause, host, port)));
    server.listen({ host, port, backlog: LISTEN_BACKLOG }, resolve);
  });
}

function listenFailure(cause: NodeJS.ErrnoException, host: string, port: number): Error {
  switch (cause.code) {
    case 'EADDRINUSE':
      return new StartFailure(
        'port_taken',
        `Port ${port} on ${host} is taken. Set PORT to another one.`,
        cause,
      );
    case 'EACCES':
      return new StartFailure('address_unusable', `Port ${port} may only be used by the system. Set PORT to one above 1023.`, cause); // prettier-ignore
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new StartFailure('address_unusable', `${host} is no address of this machine. Set HOST to one that is.`, cause); // prettier-ignore
    default:
      return cause;
  }
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
  say(cause instanceof Error ? (cause.stack ?? cause.message) : String(cause));
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function printToStdout(text: string): void {
  process.stdout.write(`${text}\n`);
}
