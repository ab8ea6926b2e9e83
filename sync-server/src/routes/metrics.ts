/**
 * `GET /metrics`, for Prometheus: with the configured token, or from this machine itself. Everybody else is answered as
 * if there were no such address.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context } from 'hono';
import { Hono } from 'hono';
import type { App, AppDeps, AppEnv } from '../app-deps.ts';
import { isAskedHere } from '../http/origin.ts';
import { problem } from '../http/problem.ts';
import { addServerGauges } from '../measures/server-gauges.ts';

const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';
const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);
const BEARER = /^Bearer (\S+)$/;

export function metricsRoutes(deps: AppDeps): App {
  const { config, measures } = deps;
  addServerGauges(deps);
  const expected = config.metricsToken === null ? null : digest(config.metricsToken);

  function mayRead(c: Context<AppEnv>): boolean {
    const { headers } = c.req.raw;
    const [, token] = BEARER.exec(headers.get('authorization') ?? '') ?? [];
    if (token !== undefined) return expected !== null && timingSafeEqual(digest(token), expected);
    // A proxy on this machine asks from it, too, for whoever asks the proxy.
    return LOOPBACK.has(c.env.incoming?.socket.remoteAddress ?? '') && isAskedHere(headers);
  }

  return new Hono<AppEnv>().get('/metrics', (c) =>
    mayRead(c)
      ? c.body(measures.registry.text(), 200, { 'content-type': CONTENT_TYPE, 'cache-control': 'no-store' })
      : problem('not_found'),
  );
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
