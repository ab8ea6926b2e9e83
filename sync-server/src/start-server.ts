/** A whole server in one call: opens the data, wires everything and listens. Used by the product and by tests. */
import type { IncomingMessage, Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { WebSocketServerLike } from '@hono/node-server';
import { createAdaptorServer } from '@hono/node-server';
import { WebSocketServer } from 'ws';
import { assert } from '@hazri/domain';
import { startWeeklyAlerts } from './alerts/weekly-alerts.ts';
import type { AppDeps } from './app-deps.ts';
import { createApp } from './app.ts';
import { assemble, takeApart } from './assemble.ts';
import { offerFirstClaim } from './auth/first-administrator.ts';
import { forgetStaleRegistrations } from './auth/registrations.ts';
import type { Clock, Random } from './clock.ts';
import { systemClock, systemRandom } from './clock.ts';
import { seedDemo } from './demo/seed-demo.ts';
import type { Config } from './env.ts';
import type { DataDir } from './open-data-dir.ts';
import { dataDirFailure, openDataDir } from './open-data-dir.ts';
import { startHeartbeat } from './http/heartbeat.ts';
import { readTlsFiles, renewCertificate } from './http/tls-files.ts';
import { startForgetting } from './retention/forget-addresses.ts';
import { StartFailure } from './start-failure.ts';
import type { PushDoor } from './push/push-door.ts';
import type { DestinationStream } from 'pino';
import { openLog } from './log/open-log.ts';
import { retakeSetAside } from './sync/retake.ts';

/** Thousands of phones connect in the same second; Node's 511 puts a second on the last of them. */
const LISTEN_BACKLOG = 4_096;
const MAX_SOCKET_MESSAGE_BYTES = 16 * 1024;
/** Open requests may end by themselves for this long before their sockets are closed. */
const CLOSE_GRACE_MS = 2_000;

export interface ServerOptions {
  readonly config: Config;
  readonly clock?: Clock;
  readonly random?: Random;
  /** The way to push services; tests have one on this machine. */
  readonly door?: PushDoor;
  /** Where the log goes; defaults to standard output. */
  readonly logTo?: DestinationStream;
  /** Defaults to the log. */
  readonly report?: (cause: unknown, requestId?: string) => void;
  /** Where the server speaks to whoever started it; defaults to standard output. */
  readonly print?: (text: string) => void;
  /** Where it says that the database can’t be written, and can again; defaults to standard error. */
  readonly warn?: (line: string) => void;
  /** Pauses before further tries of a mail. */
  readonly mailRetryMs?: readonly number[];
  /** Whether a thread of its own commits, as in the product; without it nothing else runs meanwhile. */
  readonly usesThreads?: boolean;
}

export interface RunningServer {
  /** `http://host:port`, without a trailing slash. */
  readonly url: string;
  readonly port: number;
  /** What the server is made of, for tests that look behind the HTTP edge. */
  readonly deps: AppDeps;
  /** Takes up a certificate that was renewed; without TLS of its own there is nothing to do. */
  readonly renewCertificate: () => void;
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
    logTo,
    report,
    print = printToStdout,
    warn,
    mailRetryMs,
    usesThreads,
  }: ServerOptions,
  { masterKey, database }: DataDir,
): Promise<RunningServer> {
  const log = openLog(config.logLevel, logTo);
  const { deps, flushDeps } = await assemble(
    {
      config,
      door,
      clock,
      random,
      report: report ?? log.failure,
      log,
      print,
      warn,
      mailRetryMs,
      usesThreads,
    },
    { masterKey, database },
  );
  await retakeSetAside(flushDeps, deps.writer);
  if (config.demo) await seedDemo(deps);
  await forgetStaleRegistrations(deps);
  const server = await listen(deps, print);
  await offerFirstClaim(deps, print);
  void deps.mailer.takeUp().catch(deps.report);
  return server;
}

async function listen(deps: AppDeps, print: (text: string) => void): Promise<RunningServer> {
  const { config } = deps;
  const app = createApp(deps);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_SOCKET_MESSAGE_BYTES });
  const server = createAdaptorServer({
    fetch: app.fetch,
    websocket: { server: asUpgrader(sockets) },
    ...(config.tls === null
      ? { serverOptions: { shouldUpgradeCallback: asksForWebSocket } }
      : {
          createServer: createTlsServer,
          serverOptions: { ...readTlsFiles(config.tls), shouldUpgradeCallback: asksForWebSocket },
        }),
  });
  assert('closeAllConnections' in server, 'an HTTP/1.1 server');
  await listening(server, config);
  const address = server.address();
  assert(typeof address === 'object' && address !== null, 'the server listens on a port');
  const endHeartbeat = startHeartbeat(sockets);
  const endForgetting = startForgetting(deps);
  const weekly = config.weeklyAlerts ? startWeeklyAlerts(deps) : null;
  let closing: Promise<void> | null = null;
  return {
    url: `${config.tls === null ? 'http' : 'https'}://${config.host === '0.0.0.0' ? '127.0.0.1' : config.host}:${address.port}`,
    port: address.port,
    deps,
    renewCertificate: () => {
      if (config.tls !== null) renewCertificate(server, config.tls, print);
    },
    close: () => {
      closing ??= takeApart(deps, async () => {
        for (const socket of sockets.clients) socket.terminate();
        await closed(server);
        endHeartbeat();
        endForgetting();
        await weekly?.close();
        deps.log.close();
      });
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

function printToStdout(text: string): void {
  process.stdout.write(`${text}\n`);
}
