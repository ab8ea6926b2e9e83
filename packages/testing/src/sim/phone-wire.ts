/** How a phone's requests leave: with the browser's cookie, over its own network. */
import { EXCHANGE_TIMEOUT_MS } from '@hazri/sync-client';
import { problem } from '@hazri/sync-protocol';
import type { Network } from './network.ts';
import type { WireReply } from './server-edge.ts';

export class PhoneWire {
  cookie: string | null = null;
  readonly #network: Network;
  readonly #phone: number;

  constructor(network: Network, phone: number) {
    this.#network = network;
    this.#phone = phone;
  }

  post(path: string, body: unknown, timeoutMs: number = EXCHANGE_TIMEOUT_MS): Promise<WireReply | null> {
    return this.send('POST', path, JSON.stringify(body), {}, timeoutMs);
  }

  get(path: string): Promise<WireReply | null> {
    return this.send('GET', path, null, {});
  }

  async send(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body: string | null,
    headers: Readonly<Record<string, string>>,
    timeoutMs: number = EXCHANGE_TIMEOUT_MS,
  ): Promise<WireReply | null> {
    const all = {
      ...headers,
      ...(body === null ? {} : { 'content-type': 'application/json' }),
      ...(this.cookie === null ? {} : { cookie: this.cookie }),
    };
    const request = { method, path, headers: all, body };
    const reply = await this.#network.send(this.#phone, request, timeoutMs);
    if (reply?.cookie) this.cookie = reply.cookie.endsWith('=') ? null : reply.cookie;
    return reply;
  }
}

export function reasonOf(reply: WireReply | null): string | null {
  const parsed = problem.safeParse(reply?.body);
  return parsed.success ? parsed.data.reason : null;
}
