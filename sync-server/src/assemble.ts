/** Puts the parts of the application together, without a door to the network: for the server, and for commands that write. */
import { uuidv7 } from '@hazri/domain';
import type { AppDeps } from './app-deps.ts';
import { makeAccountCodes } from './auth/account-codes.ts';
import { makeAuthSessions } from './auth/auth-sessions.ts';
import { makeDevices } from './auth/devices.ts';
import { makePasswords } from './auth/passwords.ts';
import { makeAccounts } from './auth/sign-in.ts';
import { FAILURES, MAILS, makeThrottle, SCANS } from './auth/throttle.ts';
import { loadCatalogue } from './catalogue/catalogue.ts';
import type { Clock, Random } from './clock.ts';
import { makePooledRandom } from './clock.ts';
import { startCommitThread } from './db/commit-thread.ts';
import { commitHere } from './db/committer.ts';
import { readLife } from './db/life.ts';
import { makeTroubles } from './db/troubles.ts';
import { startWriter } from './db/writer.ts';
import type { Config } from './env.ts';
import { makeLoginCookie } from './http/cookies.ts';
import { makeDeviceSignatures } from './keys/device-signature.ts';
import { makeIssuerKids } from './keys/issuer-kids.ts';
import { makeKeySchedule } from './keys/key-schedule.ts';
import { startSignatureThread } from './keys/signature-thread.ts';
import type { Log } from './log/open-log.ts';
import { openMailer } from './mail/open-mailer.ts';
import type { DataDir } from './open-data-dir.ts';
import { makeMeasures } from './measures/measures.ts';
import { openNews } from './notifications/news.ts';
import type { PushDoor } from './push/push-door.ts';
import { institutionRates } from './reports/class-rates.ts';
import { makeAllowedScopes } from './sync/authorize.ts';
import { makeIngest } from './sync/ingest.ts';
import { makeMerger } from './sync/merge-walk-in.ts';
import { makePokeHub } from './sync/poke-hub.ts';
import { makeRejudge } from './sync/rejudge.ts';
import type { FlushDeps } from './sync/flush-deps.ts';

const UUID_RANDOM_BYTES = 10;

export interface Surroundings {
  readonly config: Config;
  readonly clock: Clock;
  readonly random: Random;
  /** The way to push services. */
  readonly door?: PushDoor | undefined;
  readonly report: (cause: unknown, requestId?: string) => void;
  readonly log: Log;
  readonly print: (text: string) => void;
  readonly warn?: ((line: string) => void) | undefined;
  /** Pauses before further tries of a mail. */
  readonly mailRetryMs?: readonly number[] | undefined;
  /** See commit-thread.ts and signature-thread.ts. */
  readonly usesThreads?: boolean | undefined;
}

export interface Assembled {
  readonly deps: AppDeps;
  readonly flushDeps: FlushDeps;
}

export async function assemble(
  { config, door, clock, random, report, log, print, warn, mailRetryMs, usesThreads = false }: Surroundings,
  { masterKey, database }: DataDir,
): Promise<Assembled> {
  const idBytes = makePooledRandom(random);
  const newUuid = () => uuidv7(clock.now(), idBytes(UUID_RANDOM_BYTES));
  const life = await readLife(database, newUuid());
  const troubles = makeTroubles(warn ?? saySternly);
  const measures = makeMeasures(clock);
  const committer = usesThreads ? await startCommitThread(database.file) : commitHere(database.client);
  const writer = await startWriter(database.client, committer, {
    place: database.place,
    troubles,
    committed: measures.committed,
  });
  const catalogue = await loadCatalogue(database);
  const keys = makeKeySchedule(masterKey);
  const signatures = makeDeviceSignatures(usesThreads ? await startSignatureThread() : null);
  const pokes = makePokeHub(life.epoch, writer);
  const issuerKids = makeIssuerKids({
    database,
    writer,
    catalogue,
    keys,
    pokes,
    keyEpoch: life.keyEpoch,
    clock,
    random,
  });
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
  const flushDeps: FlushDeps = {
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
  const codes = makeAccountCodes({ database, clock, random });
  const deps: AppDeps = {
    config,
    clock,
    random,
    database,
    life,
    committer,
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
    codes,
    mailer: openMailer(config, {
      clock,
      report,
      print,
      retryMs: mailRetryMs,
      database,
      writer,
      codes,
      newUuid,
    }),
    cookie,
    originRules: { origin: config.origin, demo: config.demo },
    ingest,
    merger: makeMerger(flushDeps, pokes),
    news,
    pokes,
    troubles,
    measures,
    startedAt: clock.now(),
    report,
    log,
  };
  return { deps, flushDeps };
}

/** Tells nobody anything any more, waits for `ending` and for the last write, and lets go of the data. */
export async function takeApart(
  { committer, database, mailer, news, pokes, signatures, writer }: AppDeps,
  ending: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  pokes.close();
  const mailsEnded = mailer.close();
  news.close();
  await ending();
  await mailsEnded;
  await writer.idle();
  await committer.close();
  await signatures.close();
  database.close();
}

function saySternly(line: string): void {
  process.stderr.write(`${line}\n`);
}
