/** `GET /api/live`: a WebSocket that says "come and pull" (SYNC8). Carries no data and takes none. */
import type { Socket } from 'node:net';
import { upgradeWebSocket } from '@hono/node-server';
import type { Context, Next } from 'hono';
import type { WSContext } from 'hono/ws';
import type { AppDeps, AppEnv } from '../app-deps.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { isOwnOrigin } from '../http/origin.ts';
import { problem } from '../http/problem.ts';
import { pokeTargets } from '../sync/authorize.ts';
import type { PokeTarget, Seat } from '../sync/poke-hub.ts';

/** Login and rights of a connection are looked at again this often. */
const RECHECK_MS = 60_000;
/** Close codes: RFC 6455 §7.4, and our own from 4000. */
const CLOSE_LOGIN_REQUIRED = 4_401;
const CLOSE_OVERLOADED = 1_013;
const CLOSE_POLICY = 1_008;

export function liveEndpoints(deps: AppDeps): readonly Endpoint[] {
  const { accounts, allowedScopes, clock, originRules, pokes } = deps;

  async function targetsOf(headers: Headers): Promise<ReadonlySet<PokeTarget> | null> {
    const signedIn = await accounts.signedIn(headers);
    if (!signedIn) return null;
    return pokeTargets(signedIn.user.id, await allowedScopes(signedIn.user.id, clock.now()));
  }

  /** Found before the upgrade, so that a connection misses nothing from its first moment on. */
  const admitted = new WeakMap<Request, ReadonlySet<PokeTarget>>();

  const upgrade: (c: Context<AppEnv>, next: Next) => Promise<unknown> = upgradeWebSocket((c) => {
    const { headers } = c.req.raw;
    let seat: Seat | null = null;
    let recheck: NodeJS.Timeout | null = null;

    function end(): void {
      seat?.leave();
      seat = null;
      if (recheck) clearInterval(recheck);
      recheck = null;
    }
    async function check(socket: WSContext): Promise<void> {
      const targets = await targetsOf(headers);
      if (targets === null) socket.close(CLOSE_LOGIN_REQUIRED, 'login_required');
      else seat?.move(targets);
    }

    return {
      onOpen: (_event, socket) => {
        const targets: ReadonlySet<PokeTarget> = admitted.get(c.req.raw) ?? new Set();
        seat = pokes.connect(targets, (poke) => socket.send(JSON.stringify(poke)));
        if (seat === null) {
          socket.close(CLOSE_OVERLOADED, 'overloaded');
          return;
        }
        recheck = setInterval(() => void check(socket).catch(deps.report), RECHECK_MS);
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
        if (!isOwnOrigin(originRules, c.req.raw.headers)) return problem('csrf_failed');
        const targets = await targetsOf(c.req.raw.headers);
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
