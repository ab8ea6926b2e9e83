/** A network that does what the test wrote down, and remembers what was sent. */
import { syncRequest } from '@hazri/sync-protocol';
import type { SyncRequest, SyncResponse } from '@hazri/sync-protocol';
import type { Answer, Transport } from '../ports.ts';

export type Reply = (request: SyncRequest) => Answer | Promise<Answer>;

export interface ScriptedTransport extends Transport {
  readonly requests: readonly SyncRequest[];
  readonly bodies: readonly string[];
}

/** @param replies one for each request in turn; the last one answers all that follow */
export function scriptedTransport(...replies: readonly Reply[]): ScriptedTransport {
  const requests: SyncRequest[] = [];
  const bodies: string[] = [];
  return {
    requests,
    bodies,
    async exchange(body) {
      // The same schema as the server's: a request that it would refuse fails the test.
      const request = syncRequest.parse(JSON.parse(body));
      requests.push(request);
      bodies.push(body);
      const reply = replies[Math.min(requests.length, replies.length) - 1];
      return reply === undefined ? { kind: 'unreachable' } : await reply(request);
    },
  };
}

export const unreachable: Reply = () => ({ kind: 'unreachable' });

export function status(code: number, body: unknown = null, retryAfterMs: number | null = null): Reply {
  return () => ({ kind: 'answered', status: code, retryAfterMs, body });
}

/** RFC 9457 problem with its machine reason. */
export function problemReply(code: number, reason: string): Reply {
  return status(code, { type: 'about:blank', title: reason, status: code, reason });
}

export const TEST_EPOCH = '0193e5a0-0000-4000-8000-00000000e90c';

/** A 200 that accepts every fact and changes nothing, but for what `over` says. */
export function accepting(over: (request: SyncRequest) => Partial<SyncResponse> = () => ({})): Reply {
  return (request) => {
    const serverTime = request.sentAt + 20;
    const results = request.facts.map((fact) => ({
      id: idOf(fact),
      outcome: 'accepted',
      reason: null,
      receivedAt: serverTime,
      stamp: `stamp-${idOf(fact)}`,
    }));
    const body = {
      serverTime,
      epoch: TEST_EPOCH,
      results,
      changes: {},
      added: [],
      dropped: [],
      ...over(request),
    };
    return { kind: 'answered', status: 200, retryAfterMs: null, body };
  };
}

/** Id of a fact in a request, whatever else it holds. */
export function idOf(fact: unknown): string {
  return typeof fact === 'object' && fact !== null && 'id' in fact && typeof fact.id === 'string'
    ? fact.id
    : '';
}
