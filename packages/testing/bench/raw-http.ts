/**
 * The cheapest HTTP/1.1 client that is still correct: prepared request bytes over keep-alive sockets, one request
 * in flight a socket, answers kept for later. A load generator must not be what is measured.
 */
import { connect } from 'node:net';
import type { Socket } from 'node:net';

export interface Answer {
  readonly status: number;
  /** As the header of that name says; null without it. */
  readonly retryAfterSeconds: number | null;
  readonly body: string;
}

export interface LoadResult {
  readonly seconds: number;
  /** In the order of the requests. */
  readonly answers: readonly Answer[];
  /** From the first byte written to the whole answer read, in the order in which answers came. */
  readonly latenciesMs: readonly number[];
}

/** Where requests go: connects anew for each load, before its time is taken. */
export interface Connections {
  /** Sends every request once and waits for all answers. @throws when a connection breaks or the load hangs */
  readonly sendAll: (requests: readonly Buffer[]) => Promise<LoadResult>;
}

/** A load that takes longer hangs; it ends with an error that says how far it came. */
const LOAD_WITHIN_MS = 60_000;

/** @param count requests in flight at a time */
export function connectionsTo(port: number, count: number): Connections {
  return {
    sendAll: async (requests) => {
      // A server closes connections that are idle for 5 s: none is kept from one load to the next.
      const lanes = await Promise.all(
        Array.from({ length: Math.min(count, requests.length) }, () => openLane(port)),
      );
      const late = setTimeout(() => lanes.forEach(({ close }) => close()), LOAD_WITHIN_MS);
      try {
        return await sendOver(lanes, requests);
      } finally {
        clearTimeout(late);
        lanes.forEach(({ close }) => close());
      }
    },
  };
}

async function sendOver(lanes: readonly Lane[], requests: readonly Buffer[]): Promise<LoadResult> {
  const answers: Answer[] = [];
  const latenciesMs: number[] = [];
  let next = 0;
  const started = performance.now();
  await Promise.all(
    lanes.map(async (lane) => {
      for (let at = next++; at < requests.length; at = next++) {
        const request = requests[at];
        if (request === undefined) return;
        const sentAt = performance.now();
        answers[at] = await lane.exchange(request);
        latenciesMs.push(performance.now() - sentAt);
      }
    }),
  );
  return { seconds: (performance.now() - started) / 1_000, answers, latenciesMs };
}

/** A request as bytes, ready to be written to a socket. */
export function postBytes(
  path: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Buffer {
  return requestBytes('POST', path, body, headers);
}

export function requestBytes(
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  body = '',
  headers: Readonly<Record<string, string>> = {},
): Buffer {
  const lines = Object.entries({
    Host: '127.0.0.1',
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(body)),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
}

interface Lane {
  readonly exchange: (request: Buffer) => Promise<Answer>;
  readonly close: () => void;
}

function openLane(port: number): Promise<Lane> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(laneOn(socket));
    });
  });
}

function laneOn(socket: Socket): Lane {
  let buffered = '';
  let waiting: { resolve: (answer: Answer) => void; reject: (cause: Error) => void } | null = null;
  const fail = (cause: Error): void => {
    waiting?.reject(cause);
    waiting = null;
  };
  // latin1 keeps one character a byte, so lengths are byte lengths.
  socket.setEncoding('latin1');
  socket.on('data', (text: string) => {
    buffered += text;
    const answer = wholeAnswer(buffered);
    if (answer === null || waiting === null) return;
    buffered = '';
    waiting.resolve(answer);
    waiting = null;
  });
  socket.on('error', fail);
  socket.on('close', () => fail(new Error('connection closed before the answer')));
  return {
    exchange: (request) =>
      new Promise((resolve, reject) => {
        if (socket.destroyed) {
          reject(new Error('connection closed before the request'));
          return;
        }
        waiting = { resolve, reject };
        socket.write(request);
      }),
    close: () => socket.destroy(),
  };
}

/** null until all of it is there. @throws for an answer without a Content-Length: the server sends none such */
export function wholeAnswer(text: string): Answer | null {
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd < 0) return null;
  const head = text.slice(0, headEnd);
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  if (length === undefined) throw new Error(`an answer of unknown length: ${head}`);
  const bodyStart = headEnd + 4;
  if (text.length < bodyStart + Number(length)) return null;
  const body = Buffer.from(text.slice(bodyStart), 'latin1').toString('utf8');
  const retryAfter = /\r\nretry-after: (\d+)/i.exec(head)?.[1];
  return { status: Number(head.slice(9, 12)), retryAfterSeconds: retryAfter === undefined ? null : Number(retryAfter), body }; // prettier-ignore
}
