/**
 * Counts every request by its route, and logs those that say something: at `info` all but pushes, files and health
 * checks that went well, which are counted only. The log never holds an address as it was asked for, since that may be
 * a code or a receipt.
 */
import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import type { AppDeps, AppEnv } from '../app-deps.ts';
import { makeRequestIds, REQUEST_ID_HEADER } from './request-id.ts';

/** Lines of one second; a storm is counted, and one line says how many were left out. */
const MAX_LINES_A_SECOND = 50;
const SECOND_MS = 1_000;
const FAULT = 500;
const BUSY = 503;
const REFUSED = 400;
/** Asked for all the time (the last one is the app’s own files); when they go well there is nothing to say. */
const QUIET_ROUTES = new Set(['/api/sync', '/api/health', '/metrics', '/*']);

type Deps = Pick<AppDeps, 'clock' | 'config' | 'log' | 'measures' | 'random'>;

export function observeRequests({ clock, config, log, measures, random }: Deps): MiddlewareHandler<AppEnv> {
  const idOf = makeRequestIds(random, config.trustedProxies);
  let second = 0;
  let lines = 0;
  let leftOut = 0;

  /** Whether a line may be written in this second. */
  function mayWrite(): boolean {
    const now = Math.floor(clock.now() / SECOND_MS);
    if (now !== second) {
      if (leftOut > 0) log.line('warn', { lines: leftOut }, 'requests left out of the log');
      second = now;
      lines = 0;
      leftOut = 0;
    }
    lines += 1;
    if (lines > MAX_LINES_A_SECOND) leftOut += 1;
    return lines <= MAX_LINES_A_SECOND;
  }

  return async (c, next) => {
    const id = idOf(c.env, c.req.raw.headers);
    c.set('requestId', id);
    const began = performance.now();
    await next();
    const ms = performance.now() - began;
    c.res.headers.set(REQUEST_ID_HEADER, id);
    const { method } = c.req;
    const route = routePath(c);
    const { status } = c.res;
    measures.answered(method, route, status, ms);
    const level = levelOf(route, status);
    if (level === 'debug' || mayWrite())
      log.line(level, { id, method, route, status, ms: Math.round(ms * 10) / 10 }, 'request');
  };
}

function levelOf(route: string, status: number): 'debug' | 'info' | 'warn' | 'error' {
  if (status === BUSY) return 'warn';
  if (status >= FAULT) return 'error';
  return status < REFUSED && QUIET_ROUTES.has(route) ? 'debug' : 'info';
}
