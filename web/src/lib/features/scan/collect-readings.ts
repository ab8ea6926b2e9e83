/**
 * When has the scanner seen enough? Pure: readings in, a decision out (token format, Frames; SCAN7).
 *
 *   nothing ──reading──▶ looking ──second agreeing reading, frames differ if asked──▶ enough
 *                           └──────────────patience runs out────────────────────────▶ enough (saves what it has)
 *
 * 1. At most MAX_TOKENS_PER_SCAN different tokens are kept; the oldest stranger goes first.
 * 2. Decoders misread about once in 10,000: two readings must agree on (kid, ref) before it is called enough.
 * 3. Nobody is refused for one bad or missing reading: patience ends, and the server judges what there is.
 */
import { parseToken, type ScannedToken, type Token } from '@hazri/domain';
import { MAX_TOKENS_PER_SCAN } from '@hazri/sync-protocol';

export interface Reading {
  readonly text: string;
  readonly token: Token;
  /** Device time of the first picture with this text. */
  readonly atMs: number;
  /** How often this very text was read. */
  readonly seen: number;
}

export interface Collection {
  readonly readings: readonly Reading[];
  /** Device time of the first reading of all; null before it. */
  readonly startedAtMs: number | null;
}

export interface Wanted {
  readonly twoFrames: boolean;
  readonly frameMs: number;
}

export const NO_READINGS: Collection = { readings: [], startedAtMs: null };

/** Beyond two frames' time this much is left for a shaking hand. */
const PATIENCE_EXTRA_MS = 1_500;

/** The collection with one more reading of `text` at device time `atMs`; unreadable text changes nothing. */
export function addReading(collection: Collection, text: string, atMs: number): Collection {
  const known = collection.readings.findIndex((reading) => reading.text === text);
  if (known >= 0) {
    return {
      ...collection,
      readings: collection.readings.map((reading, index) =>
        index === known ? { ...reading, seen: reading.seen + 1 } : reading,
      ),
    };
  }
  const parsed = parseToken(text);
  if (!parsed.ok) return collection;
  const readings = [...collection.readings, { text, token: parsed.value, atMs, seen: 1 }];
  return { readings: keepWithinLimit(readings), startedAtMs: collection.startedAtMs ?? atMs };
}

/** The session that most readings agree on (tie: the newest); null before the first reading. */
export function agreedToken(collection: Collection): Token | null {
  let best: { readonly token: Token; readonly votes: number } | null = null;
  for (const { token } of collection.readings) {
    const votes = votesFor(collection, token);
    if (best === null || votes >= best.votes) best = { token, votes };
  }
  return best?.token ?? null;
}

/** Two readings agree and, where the policy asks, they show two different frames. */
export function isEnough(collection: Collection, wanted: Wanted): boolean {
  const token = agreedToken(collection);
  if (token === null) return false;
  const frames = collection.readings.filter((reading) => sameSession(reading.token, token)).length;
  return wanted.twoFrames ? frames >= 2 : votesFor(collection, token) >= 2;
}

/** How long after the first reading the scanner still looks for a better one. */
export function patienceMs(wanted: Wanted): number {
  return 2 * wanted.frameMs + PATIENCE_EXTRA_MS;
}

/** What the scan states: the tokens in order with their distance from the first. */
export function scannedTokens(collection: Collection): readonly ScannedToken[] {
  const firstAtMs = collection.readings[0]?.atMs ?? 0;
  return collection.readings.map(({ text, atMs }) => ({
    text,
    gapMs: Math.max(0, Math.round(atMs - firstAtMs)),
  }));
}

function sameSession(a: Token, b: Token): boolean {
  return a.kid === b.kid && a.ref === b.ref;
}

function votesFor(collection: Collection, token: Token): number {
  return collection.readings
    .filter((reading) => sameSession(reading.token, token))
    .reduce((votes, reading) => votes + reading.seen, 0);
}

/** Drops the oldest reading that disagrees with the newest, else the oldest of all. */
function keepWithinLimit(readings: readonly Reading[]): readonly Reading[] {
  if (readings.length <= MAX_TOKENS_PER_SCAN) return readings;
  const newest = readings.at(-1);
  const stranger = readings.findIndex(
    (reading) => newest !== undefined && !sameSession(reading.token, newest.token),
  );
  return readings.toSpliced(Math.max(0, stranger), 1);
}
