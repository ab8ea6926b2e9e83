/** From which address does a request come? `X-Forwarded-For` is believed only from a trusted proxy. */
import type { IncomingMessage } from 'node:http';

const UNKNOWN = 'unknown';

export interface RequestEnv {
  /** Absent when the app is called without a socket. */
  readonly incoming?: IncomingMessage;
}

export function clientAddress(
  env: RequestEnv | undefined,
  headers: Headers,
  trusted: readonly string[],
): string {
  const peer = env?.incoming?.socket.remoteAddress ?? UNKNOWN;
  if (!trusted.includes(peer)) return peer;
  // The last entry is the one that our own proxy added.
  return headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() ?? peer;
}
