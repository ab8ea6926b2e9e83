/**
 * A crowd that comes back at once: every phone opens its connections in the same moment, sends its facts on one and
 * keeps the other open for news, as the app does. What is refused for overload comes again when it was told to.
 */
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { assert } from '@hazri/domain';
import { retryDelay } from '@hazri/sync-client';
import type { Answer } from './raw-http.ts';
import { wholeAnswer } from './raw-http.ts';

export interface CrowdMember {
  /** One after the other on one connection; made anew for each try, as a phone signs them anew. */
  readonly requests: () => readonly Buffer[];
  /** null for a phone that opens no second connection. */
  readonly live: LiveConnection | null;
}

/** Opened beside the first, in the same moment. */
export interface LiveConnection {
  /** Answered one after the other before it waits for news. */
  readonly requests: readonly Buffer[];
  /** The last request: its answer begins and doesn't end, be it a WebSocket or a feed. */
  readonly held: Buffer;
  /** How that answer begins. */
  readonly heldStatus: 101 | 200;
}

/** How it went for one phone. */
export interface Served {
  /** To each request of the try that wasn't refused. */
  readonly answers: readonly Answer[];
  /** To the requests of its live connection but the held one. */
  readonly liveAnswers: readonly Answer[];
  /** From opening its first connection to the last whole answer, refusals and waiting included. */
  readonly roundTripMs: number;
  /** Tries that were answered 503. */
  readonly refusals: number;
}

export interface CrowdResult {
  /** In the order of the members. */
  readonly served: readonly Served[];
  /** From the first connection until the last answer. */
  readonly seconds: number;
  /** Bytes of all connections, live ones and refused tries included, without TCP and IP. */
  readonly upBytes: number;
  readonly downBytes: number;
  /** Closes the live connections; they stay open until then. */
  readonly leave: () => void;
}

const MAX_TRIES = 30;
/** A storm that takes longer hangs; it ends with an error. */
const STORM_WITHIN_MS = 120_000;
const HEAD_END = '\r\n\r\n';

/** @throws when a connection is refused or breaks before its answer: an overloaded server must say so instead */
export async function sendCrowd(port: number, members: readonly CrowdMember[]): Promise<CrowdResult> {
  const sockets = new Set<Socket>();
  const bytes = { up: 0, down: 0 };
  const faults: Error[] = [];
  const open = (): Socket => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    // Whoever waits for an answer hears of it by 'close'.
    socket.on('error', (cause) => faults.push(cause));
    sockets.add(socket);
    return socket;
  };
  const close = (socket: Socket): void => {
    if (!sockets.delete(socket)) return;
    bytes.up += socket.bytesWritten;
    bytes.down += socket.bytesRead;
    // No TIME_WAIT: thousands of them would use up the ports of the next round.
    socket.resetAndDestroy();
  };
  const leave = (): void => sockets.forEach(close);
  const late = setTimeout(leave, STORM_WITHIN_MS);
  try {
    const started = performance.now();
    const holding: Promise<void>[] = [];
    const beside = (live: LiveConnection | null): Promise<readonly Answer[]> => {
      if (live === null) return Promise.resolve([]);
      const socket = open();
      const asked = askAll(socket, live.requests);
      const held = asked.then(() => hold(socket, live));
      // Awaited below, after the answers: should one of those fail first, this failure is no news.
      held.catch(() => undefined);
      holding.push(held);
      return asked;
    };
    const served = await Promise.all(
      members.map(async (member): Promise<Served> => {
        const begun = performance.now();
        const [liveAnswers, own] = await Promise.all([beside(member.live), serve(member, open, close)]);
        return { ...own, liveAnswers, roundTripMs: performance.now() - begun };
      }),
    );
    const seconds = (performance.now() - started) / 1_000;
    await Promise.all(holding);
    const live = [...sockets];
    if (faults.length > 0) throw new Error(`${faults.length} connections broke`, { cause: faults[0] });
    return {
      served,
      seconds,
      upBytes: bytes.up + live.reduce((sum, { bytesWritten }) => sum + bytesWritten, 0),
      downBytes: bytes.down + live.reduce((sum, { bytesRead }) => sum + bytesRead, 0),
      leave,
    };
  } catch (cause) {
    leave();
    throw cause;
  } finally {
    clearTimeout(late);
  }
}

async function serve(
  { requests }: CrowdMember,
  open: () => Socket,
  close: (socket: Socket) => void,
): Promise<Pick<Served, 'answers' | 'refusals'>> {
  for (let refusals = 0; refusals < MAX_TRIES; refusals += 1) {
    const socket = open();
    const answers = await askAll(socket, requests());
    close(socket);
    const last = answers.at(-1);
    if (last?.status !== 503) return { answers, refusals };
    assert(last.retryAfterSeconds !== null, 'a refusal says when to come again');
    await sleep(retryDelay(refusals + 1, Math.random(), last.retryAfterSeconds * 1_000));
  }
  throw new Error(`still refused after ${MAX_TRIES} tries`);
}

/** One after the other, until one is refused. */
async function askAll(socket: Socket, requests: readonly Buffer[]): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (const request of requests) {
    answers.push(await received(socket, request, wholeAnswer));
    if (answers.at(-1)?.status === 503) break;
  }
  return answers;
}

/** Resolves when the server has taken the connection; whatever it says later is only counted. */
async function hold(socket: Socket, { held, heldStatus }: LiveConnection): Promise<void> {
  const status = await received(socket, held, (text) =>
    text.includes(HEAD_END) ? Number(text.slice(9, 12)) : null,
  );
  if (status !== heldStatus) throw new Error(`the live connection was answered ${status}`);
  socket.resume();
}

function received<T>(socket: Socket, request: Buffer, read: (text: string) => T | null): Promise<T> {
  return new Promise((resolve, reject) => {
    let text = '';
    const onData = (part: string): void => {
      text += part;
      const whole = read(text);
      if (whole === null) return;
      socket.off('data', onData).off('close', onClose);
      resolve(whole);
    };
    const onClose = (): void => reject(new Error('connection closed before the answer'));
    // latin1 keeps one character a byte, so lengths are byte lengths.
    socket.setEncoding('latin1').on('data', onData).on('close', onClose);
    socket.write(request);
  });
}
