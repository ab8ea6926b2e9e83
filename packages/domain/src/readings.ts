/** Which of a scan's readings count? (token format, Frames; SCAN1, SCAN7, SCAN17) */
import type { Token } from './token.ts';
import type { TokenFault } from './verdict-types.ts';

/** One token of a scan after its text and MAC were checked. `gapMs`: since the first reading of the scan. */
export type Reading =
  | { readonly ok: true; readonly token: Token; readonly gapMs: number }
  | { readonly ok: false; readonly reason: TokenFault; readonly gapMs: number };

export type ValidReading = Extract<Reading, { ok: true }>;

/** How far a reading got through the checks: the fault of the furthest one is told. */
const FAULTS_BY_PROGRESS: readonly TokenFault[] = [
  'token_malformed',
  'token_noncanonical',
  'token_unsupported',
  'token_unknown_key',
  'token_bad_mac',
];

/**
 * The valid readings that agree on (kid, ref) with most of the valid ones, ordered by gap. When two camps are
 * equally large the one with the newer token stands, then the smaller kid and ref: arrival order decides nothing.
 */
export function agreedReadings(readings: readonly Reading[]): readonly ValidReading[] {
  const valid = readings.filter((reading) => reading.ok);
  const [first] = valid;
  if (first === undefined) return [];
  const { kid, ref } = first.token;
  const agreed = valid.every(({ token }) => token.kid === kid && token.ref === ref)
    ? valid
    : largestCamp(valid);
  return isInOrder(agreed) ? agreed : agreed.toSorted(byGap);
}

function byGap(a: ValidReading, b: ValidReading): number {
  return a.gapMs - b.gapMs || order(a.token, b.token);
}

/** As phones send them: a server asks this of each scan, and sorting costs more than the rest of it. */
function isInOrder(readings: readonly ValidReading[]): boolean {
  return readings.every((reading, at) => {
    const before = readings[at - 1];
    return before === undefined || byGap(before, reading) <= 0;
  });
}

/** The token by which a scan is judged: the newest agreed one, the freshest thing the phone can have seen. */
export function judgedToken(readings: readonly Reading[]): Token | null {
  let newestSoFar: Token | null = null;
  for (const { token } of agreedReadings(readings))
    if (newestSoFar === null || order(token, newestSoFar) > 0) newestSoFar = token;
  return newestSoFar;
}

/** The fault to tell when no reading is valid. */
export function furthestFault(readings: readonly Reading[]): TokenFault {
  const reached = readings.map((reading) => (reading.ok ? -1 : FAULTS_BY_PROGRESS.indexOf(reading.reason)));
  return FAULTS_BY_PROGRESS[Math.max(0, ...reached)] ?? 'token_malformed';
}

function largestCamp(valid: readonly ValidReading[]): readonly ValidReading[] {
  const camps = new Map<string, ValidReading[]>();
  for (const reading of valid) {
    const key = `${reading.token.kid.toString(16).padStart(8, '0')}:${reading.token.ref}`;
    camps.set(key, [...(camps.get(key) ?? []), reading]);
  }
  const [largest] = [...camps].sort(
    ([keyA, a], [keyB, b]) => b.length - a.length || newest(b) - newest(a) || (keyA < keyB ? -1 : 1),
  );
  return largest?.[1] ?? [];
}

function order(a: Token, b: Token): number {
  return (
    a.stepStart - b.stepStart || a.frame - b.frame || (a.nonce < b.nonce ? -1 : a.nonce > b.nonce ? 1 : 0)
  );
}

function newest(readings: readonly ValidReading[]): number {
  return Math.max(...readings.map(({ token }) => token.stepStart * 256 + token.frame));
}
