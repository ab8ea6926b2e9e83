/**
 * The cheapest HTTP/1.1 client that is still correct: prepared request bytes over keep-alive sockets, one request
 * in flight a socket. A load generator must not be what is measured.
 */
import { connect } from 'node:net';
import type { Socket } from 'node:net';

export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  readonly perSecond: number;
  readonly statuses: Readonly<Record<string, number>>;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Sends every request once over `sockets` connections and waits for all answers. */
export async function sendAll(port: number, requests: readonly Buffer[], sockets: number): Promise<LoadResult> {
  const statuses: Record<string, number> = {};
  const latencies: number[] = [];
  let next = 0;
  const started = performance.now();
  const lane = async (): Promise<void> => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const answers = answersOf(socket);
    for (let request = requests[next]; request !== undefined; request = requests[next]) {
      next += 1;
      const at = performance.now();
      socket.write(request);
      const status = await answers();
      latencies.push(performance.now() - at);
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
    socket.destroy();
  };
  await Promise.all(Array.from({ length: sockets }, lane));
  const seconds = (performance.now() - started) / 1000;
  latencies.sort((a, b) => a - b);
  return {
    requests: requests.length,
    seconds,
    perSecond: requests.length / seconds,
    statuses,
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
  };
}

export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export function median(values: readonly number[]): number {
  return quantile(
    [...values].sort((a, b) => a - b),
    0.5,
  );
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

/** Reads whole answers off a socket, by Content-Length or chunks; resolves with the status code. */
function answersOf(socket: Socket): () => Promise<string> {
  let buffered = '';
  let waiting: { resolve: (status: string) => void; reject: (cause: Error) => void } | null = null;
  const settle = (): void => {
    const headEnd = buffered.indexOf('\r\n\r\n');
    if (headEnd < 0 || waiting === null) return;
    const head = buffered.slice(0, headEnd);
    const length = /content-length: (\d+)/i.exec(head)?.[1];
    const end =
      length === undefined ? chunkedEnd(buffered, headEnd + 4) : headEnd + 4 + Number(length);
    if (end === null || buffered.length < end) return;
    buffered = buffered.slice(end);
    const { resolve } = waiting;
    waiting = null;
    resolve(head.slice(9, 12));
  };
  // latin1 keeps one character a byte, so lengths are byte lengths.
  socket.setEncoding('latin1');
  socket.on('data', (text: string) => {
    buffered += text;
    settle();
  });
  socket.on('error', (cause) => waiting?.reject(cause));
  socket.on('close', () => waiting?.reject(new Error('connection closed before the answer')));
  return () =>
    new Promise((resolve, reject) => {
      waiting = { resolve, reject };
      settle();
    });
}

function chunkedEnd(text: string, bodyStart: number): number | null {
  const last = text.indexOf('0\r\n\r\n', bodyStart);
  return last < 0 ? null : last + 5;
}
