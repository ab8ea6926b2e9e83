/** Bytes straight onto a socket, and whatever comes back, within a bounded time. */
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { heard, tried } from './heard.ts';

/** Nothing here may take longer than this to be answered or closed. */
const PATIENCE_MS = 8_000;
const MAX_REPLY_CHARACTERS = 1_000_000;

export interface Reply {
  readonly text: string;
  /** `closed`: the server ended it; `open`: it said what was waited for; `silent`: neither, within the time. */
  readonly end: 'closed' | 'open' | 'silent';
}

export interface Talk {
  /** Stop when the reply matches; without it wait for the server to close. */
  readonly until?: RegExp;
  /** Half-close after sending. */
  readonly halfClose?: boolean;
  readonly patienceMs?: number;
}

export function connectTo(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      socket.on('error', () => undefined);
      resolve(socket);
    });
  });
}

/** Sends the pieces one after the other on one connection. latin1: one character a byte. */
export async function say(
  port: number,
  pieces: string | Uint8Array | readonly (string | Uint8Array)[],
  { until, halfClose = false, patienceMs = PATIENCE_MS }: Talk = {},
): Promise<Reply> {
  const socket = await connectTo(port);
  const answered = listen(socket, until, patienceMs);
  const list = typeof pieces === 'string' || pieces instanceof Uint8Array ? [pieces] : pieces;
  for (const piece of list) {
    if (socket.destroyed || !socket.writable) break;
    const bytes = typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece;
    if (!socket.write(bytes)) await drained(socket);
  }
  if (halfClose) socket.end();
  const reply = await answered;
  socket.destroy();
  tried('http.raw');
  const [words] = reasons(reply);
  for (const [n, status] of statuses(reply).entries())
    heard(n === 0 && words ? `${status} ${words}` : String(status));
  return reply;
}

function listen(socket: Socket, until: RegExp | undefined, patienceMs: number): Promise<Reply> {
  return new Promise((resolve) => {
    let text = '';
    const finish = (end: Reply['end']): void => {
      clearTimeout(timer);
      resolve({ text, end });
    };
    const timer = setTimeout(() => finish('silent'), patienceMs);
    socket.setEncoding('latin1');
    socket.on('data', (part: string) => {
      if (text.length < MAX_REPLY_CHARACTERS) text += part;
      if (until?.test(text)) finish('open');
    });
    socket.once('end', () => finish('closed'));
    socket.once('close', () => finish('closed'));
  });
}

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      socket.off('drain', go);
      socket.off('close', go);
      resolve();
    };
    socket.on('drain', go);
    socket.on('close', go);
  });
}

/** The status lines in a reply, in order: `200`, `413`. */
export function statuses({ text }: Reply): readonly number[] {
  return [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
}

/** The stable words of the problems in a reply, in order. */
export function reasons({ text }: Reply): readonly string[] {
  return [...text.matchAll(/"reason":"([a-z_]+)"/g)].map(([, reason]) => reason ?? '');
}
