/** The professor who watches the names light up: a WebSocket, and a pull for every poke (SYNC8). */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { LOAD_ORIGIN } from './ingest-messages.ts';
import type { Answer, Connections } from './raw-http.ts';
import type { Phone } from './phones.ts';
import { bodyOf, syncBytes } from './phones.ts';

const PULLED_WITHIN_MS = 120_000;

export interface WatchingProfessor {
  /**
   * Resolves when the replica holds so many scans that it didn't before the call.
   * @returns milliseconds since the call, and how many pulls it took
   */
  readonly seesScans: (count: number) => Promise<{ readonly ms: number; readonly pulls: number }>;
  readonly leave: () => void;
}

interface Page {
  readonly rows: readonly { readonly type: string; readonly id?: string }[];
  readonly cursor: number;
  readonly more: boolean;
}

/** Pulls until nothing is left, and from then on whenever it is poked. */
export async function watchAsProfessor(
  port: number,
  connections: Connections,
  laptop: Phone,
): Promise<WatchingProfessor> {
  const scanIds = new Set<string>();
  let pulls = 0;
  let wanted = Number.POSITIVE_INFINITY;
  let onSeen: () => void = () => undefined;
  let onFault: (cause: unknown) => void = () => undefined;
  let pulling = false;
  let poked = false;

  async function pullAll(): Promise<void> {
    for (let more = true; more;) {
      const { answers } = await connections.sendAll([syncBytes(laptop, [])]);
      pulls += 1;
      const { epoch, changes } = readAnswer(answers[0]);
      const pages = Object.entries(changes);
      for (const { rows } of Object.values(changes)) {
        for (const { type, id } of rows) if (type === 'scan' && id !== undefined) scanIds.add(id);
      }
      const moved = pages.map(([scope, { cursor }]) => [scope, cursor] as const);
      laptop.held = { epoch, cursors: { ...laptop.held.cursors, ...Object.fromEntries(moved) } };
      more = pages.some(([, page]) => page.more);
    }
    if (scanIds.size >= wanted) onSeen();
  }

  /** One pull at a time; a poke meanwhile asks for another. */
  async function onPoke(): Promise<void> {
    poked = true;
    if (pulling) return;
    pulling = true;
    try {
      while (poked) {
        poked = false;
        await pullAll();
      }
    } finally {
      pulling = false;
    }
  }

  const socket = await openLive(port, laptop);
  socket.on('message', () => void onPoke().catch((cause: unknown) => onFault(cause)));
  socket.on('close', () => onFault(new Error('the professor’s WebSocket was closed')));
  await onPoke();
  return {
    seesScans: (count) =>
      new Promise((resolve, reject) => {
        const started = performance.now();
        const before = pulls;
        wanted = scanIds.size + count;
        const late = setTimeout(
          () => reject(new Error(`the professor misses ${wanted - scanIds.size} scans`)),
          PULLED_WITHIN_MS,
        );
        onFault = reject;
        onSeen = () => {
          wanted = Number.POSITIVE_INFINITY;
          clearTimeout(late);
          resolve({ ms: performance.now() - started, pulls: pulls - before });
        };
      }),
    leave: () => socket.terminate(),
  };
}

/** Answers the server's pings, as a browser does: it stays open for as long as all shapes take. */
async function openLive(port: number, { cookie }: Phone): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/api/live`, {
    origin: LOAD_ORIGIN,
    headers: { Cookie: cookie },
  });
  await once(socket, 'open');
  return socket;
}

/** What matters of it; the whole schema would cost the machine under load more than the server does. */
function readAnswer(answer: Answer | undefined): {
  readonly epoch: string;
  readonly changes: Readonly<Record<string, Page>>;
} {
  return bodyOf(answer, 200) as { epoch: string; changes: Record<string, Page> };
}
