/** `GET /api/live`: a WebSocket that says “come and pull” (SYNC8). Carries no data and takes none. */
import type { Socket } from 'node:net';
import { upgradeWebSocket } from '@hono/node-server';
import type { Context, Next } from 'hono';
import type { AppDeps, AppEnv } from '../app-deps.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { isOwnOrigin } from '../http/origin.ts';
import { problem } from '../http/problem.ts';
import type { PokeTarget } from '../sync/poke-hub.ts';
import type { LiveConnection } from './live-connection.ts';
import { liveTargets, RECHECK_MS, serveLive } from './live-connection.ts';

/** RFC 6455 §7.4 */
const CLOSE_POLICY = 1_008;

export function liveEndpoints(deps: AppDeps): readonly Endpoint[] {
  /** Found before the upgrade, so that a connection misses nothing from its first moment on. */
  const admitted = new WeakMap<Request, ReadonlySet<PokeTarget>>();

  const upgrade: (c: Context<AppEnv>, next: Next) => Promise<unknown> = upgradeWebSocket((c) => {
    const { raw } = c.req;
    let connection: LiveConnection | null = null;
    let recheck: NodeJS.Timeout | null = null;
    function end(): void {
      connection?.end();
      if (recheck) clearInterval(recheck);
    }
    return {
      onOpen: (_event, socket) => {
        const opened = serveLive(deps, raw.headers, admitted.get(raw) ?? new Set(), {
          send: (text) => socket.send(text),
          close: (code, reason) => socket.close(code, reason),
        });
        connection = opened;
        if (opened) recheck = setInterval(() => void opened.recheck().catch(deps.report), RECHECK_MS);
      },
      onMessage: (_event, socket) => socket.close(CLOSE_POLICY, 'nothing is expected here'),
      onClose: end,
      onError: end,
    };
  });

  return [
    {
      method: 'get',
      path: '/api/live',
      access: 'device',
      summary: 'A WebSocket that says “come and pull”; carries no data and takes none',
      body: null,
      query: null,
      answer: null,
      files: [],
      status: 101,
      refuses: ['csrf_failed', 'login_required', 'not_found'],
      run: async (_deps, c) => {
        if (!isOwnOrigin(deps.originRules, c.req.raw.headers)) return problem('csrf_failed');
        const targets = await liveTargets(deps, c.req.raw.headers);
        if (targets === null) return problem('login_required');
        admitted.set(c.req.raw, targets);
        sendTogether(c.env.incoming?.socket);
        const upgraded = await upgrade(c, () => Promise.resolve());
        return upgraded instanceof Response ? upgraded : problem('not_found');
      },
    },
  ];
}

/** What is written now, the end of the handshake and the greeting, goes out at once: a crowd comes back together. */
function sendTogether(socket: Socket | undefined): void {
  if (!socket) return;
  socket.cork();
  setImmediate(() => socket.uncork());
}
