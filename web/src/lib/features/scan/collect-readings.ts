/**
 * When has the scanner seen enough? Pure: readings in, a decision out (token format, Frames; SCAN7).
 *
 *   nothing ──reading──▶ looking ──two agree, and saw the code change if asked──▶ enough
 *                           └────────────patience runs out─────────────────────▶ enough (saves what it has)
 *
 * 1. The newest MAX_READINGS_KEPT different texts are remembered; MAX_TOKENS_PER_SCAN of them are stated.
 * 2. Decoders misread about once in 10,000: two readings must agree on (kid, ref) before it is called enough.
 * 3. Where two frames are asked for, enough is what SCAN7 itself accepts: a picture that was late doesn't count.
 * 4. Nobody is refused for one bad or missing reading: patience ends, and the server judges what there is.
 */
import { parseToken, sawTheCodeChange, type ScannedToken, type Token } from '@hazri/domain';
import { MAX_TOKENS_PER_SCAN } from '@hazri/sync-protocol';

export interface Reading {
  readonly text: string;
  readonly token: Token;
  /** Device time at which the first picture with this text was taken. */
  readonly atMs: number;
  /** How often this very text was read. */
  readonly seen: number;
}

export interface Collection {
  /** Different texts, by the time of their pictures. */
  readonly readings: readonly Reading[];
  /** Device time of the first reading of all; null before it. */
  readonly startedAtMs: number | null;
}

export interface Wanted {
  readonly twoFrames: boolean;
  readonly frameMs: number;
}

export interface Stated {
  readonly tokens: readonly ScannedToken[];
  /** Device time of the last picture stated; null without any. */
  readonly scannedAt: number | null;
}

export const NO_READINGS: Collection = { readings: [], startedAtMs: null };

/** What is remembered beyond the limit of a scan, so that a late picture can be left out of it. */
const MAX_READINGS_KEPT = 8;

/** One change of the code may be missed or seen late; the next one still falls into this many frames. */
const PATIENCE_FRAMES = 3;
/** Beyond the frames' time this much is left for a shaking hand. */
const PATIENCE_EXTRA_MS = 1_500;

/** The collection with one more reading, its picture taken at device time `atMs`; unreadable text changes nothing. */
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
  return {
    readings: keepNewest(
      readings.toSorted((a, b) => a.atMs - b.atMs),
      MAX_READINGS_KEPT,
    ),
    startedAtMs: collection.startedAtMs ?? atMs,
  };
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

/** Two readings agree and, where the policy asks, they saw the code change as SCAN7 wants it. */
export function isEnough(collection: Collection, wanted: Wanted): boolean {
  const token = agreedToken(collection);
  if (token === null) return false;
  return wanted.twoFrames ? changeSeen(collection, wanted) !== null : votesFor(collection, token) >= 2;
}

/** How long after the first reading the scanner still looks for a better one. */
export function patienceMs(wanted: Wanted): number {
  return PATIENCE_FRAMES * wanted.frameMs + PATIENCE_EXTRA_MS;
}

/** What the scan states: the readings that SCAN7 accepts where it asks, else the newest, strangers left out first. */
export function statedReadings(collection: Collection, wanted: Wanted): Stated {
  const chosen =
    (wanted.twoFrames ? changeSeen(collection, wanted) : null) ??
    keepNewest(collection.readings, MAX_TOKENS_PER_SCAN);
  const firstAtMs = chosen[0]?.atMs ?? 0;
  return {
    tokens: chosen.map(({ text, atMs }) => ({ text, gapMs: Math.round(atMs - firstAtMs) })),
    scannedAt: chosen.at(-1)?.atMs ?? null,
  };
}

/**
 * The newest two readings between which the code changed in step with its screen; null without such a pair. A third
 * could only spoil them. Of two texts for one frame the one that was read more often is the right one.
 */
function changeSeen(collection: Collection, { frameMs }: Wanted): readonly Reading[] | null {
  const token = agreedToken(collection);
  if (token === null) return null;
  const agreed = collection.readings.filter((reading) => sameSession(reading.token, token));
  for (const later of agreed.toReversed()) {
    const pair = agreed
      .filter(({ atMs }) => atMs < later.atMs)
      .toSorted((a, b) => b.seen - a.seen)
      .map((earlier) => [earlier, later])
      .find((readings) => sawTheCodeChange(timed(readings), { frameMs }));
    if (pair !== undefined) return pair;
  }
  return null;
}

/** As the server will read them: gaps from the first, in whole milliseconds. */
function timed(readings: readonly Reading[]) {
  const firstAtMs = readings[0]?.atMs ?? 0;
  return readings.map(({ token, atMs }) => ({ token, gapMs: Math.round(atMs - firstAtMs) }));
}

function sameSession(a: Token, b: Token): boolean {
  return a.kid === b.kid && a.ref === b.ref;
}

function votesFor(collection: Collection, token: Token): number {
  return collection.readings
    .filter((reading) => sameSession(reading.token, token))
    .reduce((votes, reading) => votes + reading.seen, 0);
}

/** Drops the oldest readings that disagree with the newest, then the oldest of all. */
function keepNewest(readings: readonly Reading[], limit: number): readonly Reading[] {
  if (readings.length <= limit) return readings;
  const newest = readings.at(-1);
  const stranger = readings.findIndex(
    (reading) => newest !== undefined && !sameSession(reading.token, newest.token),
  );
  return keepNewest(readings.toSpliced(Math.max(0, stranger), 1), limit);
}
