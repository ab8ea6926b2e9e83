/** The HTTP application on its dependencies: every route, in one place. */
import { Hono } from 'hono';
import type { Accounts } from './auth/sign-in.ts';
import type { AuthSessions } from './auth/auth-sessions.ts';
import type { Devices } from './auth/devices.ts';
import type { Passwords } from './auth/passwords.ts';
import { PasswordsBusy } from './auth/passwords.ts';
import type { Throttle } from './auth/throttle.ts';
import type { Catalogue } from './catalogue/catalogue.ts';
import type { Clock, Random } from './clock.ts';
import type { Database } from './db/open-database.ts';
import type { Life } from './db/life.ts';
import type { Writer } from './db/writer.ts';
import { Overloaded } from './db/writer.ts';
import type { Config } from './env.ts';
import type { LoginCookie } from './http/cookies.ts';
import type { RequestEnv } from './http/client-address.ts';
import type { OriginRules } from './http/origin.ts';
import { checkAddressee, checkChange } from './http/origin.ts';
import { problem } from './http/problem.ts';
import { securityHeaders } from './http/security-headers.ts';
import { staticFiles } from './http/static-files.ts';
import type { DeviceSignatures } from './keys/device-signature.ts';
import type { IssuerKids } from './keys/issuer-kids.ts';
import type { KeySchedule } from './keys/key-schedule.ts';
import { authRoutes } from './routes/auth.ts';
import { deviceRoutes } from './routes/devices.ts';
import { healthRoutes } from './routes/health.ts';
import { liveRoutes } from './routes/live.ts';
import { referenceRoutes } from './routes/reference-api.ts';
import { syncRoutes } from './routes/sync.ts';
import type { Ingest } from './sync/ingest.ts';
import type { PokeHub } from './sync/poke-hub.ts';

export interface AppDeps {
  readonly config: Config;
  readonly clock: Clock;
  readonly random: Random;
  readonly database: Database;
  readonly life: Life;
  readonly writer: Writer;
  readonly catalogue: Catalogue;
  readonly keys: KeySchedule;
  readonly signatures: DeviceSignatures;
  readonly issuerKids: IssuerKids;
  readonly accounts: Accounts;
  readonly authSessions: AuthSessions;
  readonly devices: Devices;
  readonly passwords: Passwords;
  readonly throttle: Throttle;
  readonly cookie: LoginCookie;
  readonly originRules: OriginRules;
  readonly ingest: Ingest;
  readonly pokes: PokeHub;
  /** Reports what nobody expected. */
  readonly report: (cause: unknown) => void;
}

export interface AppEnv {
  Bindings: RequestEnv;
}
export type App = Hono<AppEnv>;

const BUSY_RETRY_SECONDS = 2;

export function createApp(deps: AppDeps): App {
  const { config, originRules } = deps;
  const app: App = new Hono<AppEnv>();
  app.use(securityHeaders(config.origin?.startsWith('https:') ?? false));
  app.use(async (c, next) => {
    const { headers, method } = c.req.raw;
    const refusal = checkAddressee(originRules, headers) ?? checkChange(originRules, method, headers);
    return refusal ? problem(refusal) : next();
  });
  app.onError((cause) => {
    if (cause instanceof Overloaded || cause instanceof PasswordsBusy) {
      return problem('overloaded', { retryAfterSeconds: BUSY_RETRY_SECONDS });
    }
    deps.report(cause);
    return problem('server_trouble');
  });
  app.route('/api', healthRoutes(deps));
  app.route('/api', authRoutes(deps));
  app.route('/api', deviceRoutes(deps));
  app.route('/api', syncRoutes(deps));
  app.route('/api', liveRoutes(deps));
  app.route('/api', referenceRoutes(deps));
  app.all('/api/*', () => problem('not_found'));
  app.all('/api', () => problem('not_found'));
  app.get('*', staticFiles(config.webDir));
  app.all('*', () => problem('not_found'));
  return app;
}
