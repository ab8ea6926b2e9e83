/** The server's part of a device's life, over `fetch`: sign-in, registration, day keys, and a push that it keeps. */
import { assert, parseId, toBase64Url } from '@hazri/domain';
import type { UserId } from '@hazri/domain';
import { SIGNATURE_HEADER, syncRequest } from '@hazri/sync-protocol';
import type { Account, SyncRequest, SyncResponse } from '@hazri/sync-protocol';
import { idOf } from '@hazri/sync-client/testing';

export interface SimulatedServer {
  readonly fetch: typeof fetch;
  /** Every fact received, with the device that sent it. */
  readonly received: Map<string, { readonly device: string; readonly fact: unknown }>;
  readonly syncs: SyncRequest[];
  readonly devices: Map<string, UserId>;
  readonly calls: string[];
  online: boolean;
  /** A captive portal stands before the server and answers everything with this status and its own page; null: none. */
  portal: number | null;
  /** Whether it gives out day keys. */
  issues: boolean;
  epoch: string;
  /** Answers a sync with this instead, when it returns something. */
  interfere: (request: SyncRequest) => { readonly status: number; readonly body: unknown } | null;
  respond: (request: SyncRequest) => Partial<SyncResponse>;
}

export const PASSWORD = 'password123';
const refused = (status: number, reason: string) => ({
  status,
  body: { type: '', title: '', status, reason },
});

export function simulatedServer(accounts: readonly Account[]): SimulatedServer {
  let cookie: UserId | null = null;

  async function answer(
    path: string,
    body: string,
    headers: Headers,
  ): Promise<{ status: number; body: unknown }> {
    const input: unknown = JSON.parse(body);
    if (path === '/api/auth/login') {
      const { email, password } = input as { email: string; password: string };
      const user = accounts.find((account) => account.email === email);
      if (user === undefined || password !== PASSWORD) return refused(401, 'invalid_credentials');
      cookie = user.id;
      return { status: 200, body: { user } };
    }
    if (path === '/api/auth/logout') {
      cookie = null;
      return { status: 204, body: null };
    }
    if (path === '/api/auth/me') {
      const user = accounts.find((account) => account.id === cookie);
      return user === undefined ? refused(401, 'login_required') : { status: 200, body: { user } };
    }
    if (path === '/api/devices') {
      if (cookie === null) return refused(401, 'login_required');
      const id = `0193e5a0-0000-4000-8000-${String(server.devices.size + 1).padStart(12, 'd')}`;
      server.devices.set(id, cookie);
      return { status: 201, body: { deviceId: id } };
    }
    if (path.endsWith('/issuer') && !server.issues) return { status: 403, body: null };
    if (path.endsWith('/issuer')) {
      const days = Array.from({ length: 15 }, (_, index) => ({
        day: 20_778 + index,
        key: toBase64Url(new Uint8Array(32).fill(index)),
      }));
      return { status: 200, body: { kid: 77, days } };
    }
    if (path === '/api/sync') return sync(syncRequest.parse(input), headers);
    return { status: 404, body: null };
  }

  function sync(request: SyncRequest, headers: Headers) {
    server.syncs.push(request);
    const interfered = server.interfere(request);
    if (interfered !== null) return interfered;
    if (!/^[\w-]{86}$/.test(headers.get(SIGNATURE_HEADER) ?? ''))
      return refused(401, 'device_signature_invalid');
    const owner = server.devices.get(request.device);
    if (owner === undefined || (cookie !== null && owner !== cookie)) {
      return refused(401, cookie === null ? 'login_required' : 'device_unknown');
    }
    const results = request.facts.map((fact) => {
      const id = idOf(fact);
      const outcome = server.received.has(id) ? 'duplicate' : 'accepted';
      server.received.set(id, { device: request.device, fact });
      return { id, outcome, reason: null, receivedAt: request.sentAt, stamp: `stamp-${id}` };
    });
    const changes = { me: { rows: [], cursor: 1, more: false } };
    const response = {
      serverTime: request.sentAt,
      epoch: server.epoch,
      results,
      changes,
      added: [],
      dropped: [],
    };
    return { status: 200, body: { ...response, ...server.respond(request) } };
  }

  const server: SimulatedServer = {
    received: new Map(),
    syncs: [],
    devices: new Map(),
    calls: [],
    online: true,
    portal: null,
    issues: true,
    epoch: '0193e5a0-0000-4000-8000-00000000e90c',
    interfere: () => null,
    respond: () => ({}),
    async fetch(input, init) {
      if (!server.online) throw new TypeError('Failed to fetch');
      const path = typeof input === 'string' ? input : input instanceof URL ? input.pathname : input.url;
      server.calls.push(path);
      if (server.portal !== null)
        return new Response('<html>Sign in to the Wi-Fi', { status: server.portal });
      const body = typeof init?.body === 'string' ? init.body : '{}';
      const reply = await answer(path, body, new Headers(init?.headers));
      return new Response(reply.status === 204 ? null : JSON.stringify(reply.body), { status: reply.status });
    },
  };
  return server;
}

export function testAccount(name: string, digit: number, role: Account['role'] = 'student'): Account {
  const id = parseId<'user'>(`0193e5a0-0000-4000-8000-${String(digit).padStart(12, '0')}`);
  assert(id !== null, 'a user id');
  return { id, email: `${name}@acem.ac.in`, role, givenName: name, familyName: 'Rao', studentNo: null };
}
