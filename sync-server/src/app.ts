/** The HTTP application on its dependencies: every route, in one place. */
import { Hono } from 'hono';
import { PasswordsBusy } from './auth/passwords.ts';
import { databaseTrouble } from './db/database-trouble.ts';
import { TROUBLE_RETRY_SECONDS } from './db/troubles.ts';
import { Overloaded } from './db/writer.ts';
import { checkAddressee, checkChange } from './http/origin.ts';
import { mount } from './http/mount.ts';
import { observeRequests } from './http/observe-requests.ts';
import { problem } from './http/problem.ts';
import { securityHeaders } from './http/security-headers.ts';
import { staticFiles } from './http/static-files.ts';
import { allEndpoints } from './routes/endpoints.ts';
import { metricsRoutes } from './routes/metrics.ts';
import type { App, AppDeps, AppEnv } from './app-deps.ts';

const BUSY_RETRY_SECONDS = 2;

export function createApp(deps: AppDeps): App {
  const { config, originRules } = deps;
  const app: App = new Hono<AppEnv>();
  app.use(observeRequests(deps));
  app.use(securityHeaders(config.origin?.startsWith('https:') ?? false));
  app.use(async (c, next) => {
    const { headers, method } = c.req.raw;
    const refusal = checkAddressee(originRules, headers) ?? checkChange(originRules, method, headers);
    return refusal ? problem(refusal) : next();
  });
  app.onError((cause, c) => {
    if (cause instanceof Overloaded || cause instanceof PasswordsBusy) {
      return problem('overloaded', { retryAfterSeconds: BUSY_RETRY_SECONDS });
    }
    const trouble = databaseTrouble(cause);
    if (trouble !== null) {
      deps.troubles.began(trouble);
      return problem('database_unavailable', { retryAfterSeconds: TROUBLE_RETRY_SECONDS });
    }
    deps.report(cause, c.get('requestId'));
    return problem('server_trouble');
  });
  app.route('/', metricsRoutes(deps));
  app.route('/', mount(deps, allEndpoints(deps)));
  app.all('/api/*', () => problem('not_found'));
  app.all('/api', () => problem('not_found'));
  app.get('*', staticFiles(config.webDir));
  app.all('*', () => problem('not_found'));
  return app;
}
