/** What the application is made of: every part that routes may ask for. */
import type { Hono } from 'hono';
import type { AccountCodes } from './auth/account-codes.ts';
import type { Accounts } from './auth/sign-in.ts';
import type { AuthSessions } from './auth/auth-sessions.ts';
import type { Devices } from './auth/devices.ts';
import type { Passwords } from './auth/passwords.ts';
import type { Throttle } from './auth/throttle.ts';
import type { Catalogue } from './catalogue/catalogue.ts';
import type { Clock, Random } from './clock.ts';
import type { Database } from './db/open-database.ts';
import type { Life } from './db/life.ts';
import type { Troubles } from './db/troubles.ts';
import type { Committer } from './db/committer.ts';
import type { Writer } from './db/writer.ts';
import type { Config } from './env.ts';
import type { LoginCookie } from './http/cookies.ts';
import type { RequestEnv } from './http/client-address.ts';
import type { Log } from './log/open-log.ts';
import type { Mailer } from './mail/mail.ts';
import type { OriginRules } from './http/origin.ts';
import type { DeviceSignatures } from './keys/device-signature.ts';
import type { IssuerKids } from './keys/issuer-kids.ts';
import type { KeySchedule } from './keys/key-schedule.ts';
import type { News } from './notifications/news.ts';
import type { Measures } from './measures/measures.ts';
import type { AllowedScopes } from './sync/authorize.ts';
import type { Ingest } from './sync/ingest.ts';
import type { Merger } from './sync/merge-walk-in.ts';
import type { PokeHub } from './sync/poke-hub.ts';

export interface AppDeps {
  readonly config: Config;
  readonly clock: Clock;
  readonly random: Random;
  readonly database: Database;
  readonly life: Life;
  readonly committer: Committer;
  readonly writer: Writer;
  readonly catalogue: Catalogue;
  readonly keys: KeySchedule;
  readonly signatures: DeviceSignatures;
  readonly issuerKids: IssuerKids;
  readonly accounts: Accounts;
  readonly allowedScopes: AllowedScopes;
  readonly authSessions: AuthSessions;
  readonly devices: Devices;
  readonly passwords: Passwords;
  /** Of passwords and codes that were wrong. */
  readonly throttle: Throttle;
  /** Of mails that somebody asked for. */
  readonly mailThrottle: Throttle;
  /** Of scans over the reference's route that didn't count. */
  readonly scanThrottle: Throttle;
  readonly codes: AccountCodes;
  readonly mailer: Mailer;
  readonly cookie: LoginCookie;
  readonly originRules: OriginRules;
  readonly ingest: Ingest;
  readonly merger: Merger;
  readonly news: News;
  readonly pokes: PokeHub;
  readonly troubles: Troubles;
  readonly measures: Measures;
  /** Epoch ms. */
  readonly startedAt: number;
  /** Reports what nobody expected. */
  readonly report: (cause: unknown, requestId?: string) => void;
  readonly log: Log;
}

export interface AppEnv {
  Bindings: RequestEnv;
  Variables: { requestId: string };
}
export type App = Hono<AppEnv>;
