/**
 * The cheapest HTTP/1.1 client that is still correct: prepared request bytes over keep-alive sockets, one request
 * in flight a socket, answers kept for later. A load generator must not be what is measured.
 */
import { connect } from 'node:net';
import type { Socket } from 'node:net';

export interface Answer {
  readonly status: number;
  readonly body: string;
}

export interface LoadResult {
  readonly seconds: number;
  /** In the order of the requests. */
  readonly answers: readonly Answer[];
  /** From the first byte written to the whole answer read, in the order in which answers came. */
  readonly latenciesMs: readonly number[];
}

/** Connections that stay open from one load to the next. */
export interface Connections {
  /** Sends every request once and waits for all answers. @throws when a connection breaks */
  readonly sendAll: (requests: readonly Buffer[]) => Promise<LoadResult>;
  readonly close: () => void;
}

export async function openConnections(port: number, count: number): Promise<Connections> {
  const lanes = await Promise.all(Array.from({ length: count }, () => openLane(port)));
  return {
    sendAll: async (requests) => {
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
    },
    close: () => lanes.forEach(({ close }) => close()),
  };
}

/** A request as bytes, ready to be written to a socket. */
export function postBytes(path: string, body: string, headers: Readonly<Record<string, string>> = {}): Buffer {
  const lines = Object.entries({
    Host: '127.0.0.1',
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(body)),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
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
        waiting = { resolve, reject };
        socket.write(request);
      }),
    close: () => socket.destroy(),
  };
}

/** null until all of it is there. @throws for an answer without a Content-Length: the server sends none such */
function wholeAnswer(text: string): Answer | null {
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd < 0) return null;
  const head = text.slice(0, headEnd);
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  if (length === undefined) throw new Error(`an answer of unknown length: ${head}`);
  const bodyStart = headEnd + 4;
  if (text.length < bodyStart + Number(length)) return null;
  const body = Buffer.from(text.slice(bodyStart), 'latin1').toString('utf8');
  return { status: Number(head.slice(9, 12)), body };
}
