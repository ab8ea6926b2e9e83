/** Which session does a scan belong to, and what did its readings come to? */
import type { Reading, SessionState, Token } from '@hazri/domain';
import {
  correctClaim,
  dayOfStep,
  isTryAllowed,
  judgedToken,
  OPENING_TOLERANCE_MS,
  SHORT_CODE_WINDOW_MS,
  shortCodeFromMac,
  shortCodeMessage,
  shortCodeSteps,
  typedReading,
} from '@hazri/domain';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { KeySchedule } from '../keys/key-schedule.ts';
import { readToken } from '../keys/read-token.ts';
import { parseRef } from './session-state.ts';
import type { ScanRow, SessionRow } from './rows.ts';
import type { WorkingSet } from './working-set.ts';

/** A session that a typed code belongs to begins at most this long before or after: one left open isn't searched for ever. */
export const TYPED_SEARCH_MS = 24 * 3_600_000;

export interface FoundSession {
  readonly readings: readonly Reading[];
  readonly token: Token | null;
  readonly session: SessionRow | null;
  /** SCAN18; null for tokens and for codes that matched or can't be tried yet. */
  readonly typed: 'wrong' | 'tries' | null;
}

type Read = Pick<FoundSession, 'readings' | 'token'>;
/** The scan's readings alone: what a token scan says before any row is looked up. */
type ScanReader = (scan: Pick<ScanRow, 'tokens'>) => Read;

export interface FindDeps {
  readonly catalogue: Catalogue;
  readonly keys: KeySchedule;
  readonly readScan: ScanReader;
}

/** For one judging, in which a scan is read more than once: MACs are what judging mostly costs. */
export function makeScanReader({ catalogue, keys }: Pick<FindDeps, 'catalogue' | 'keys'>): ScanReader {
  const known = (kid: number) => catalogue.kid(kid) !== undefined;
  const readByTokens = new Map<ScanRow['tokens'], Read>();
  return ({ tokens }) => {
    const earlier = readByTokens.get(tokens);
    if (earlier) return earlier;
    const readings = tokens.map((scanned) => readToken(keys, known, scanned));
    const read = { readings, token: judgedToken(readings) };
    readByTokens.set(tokens, read);
    return read;
  };
}

export function findSession(deps: FindDeps, set: WorkingSet, scan: ScanRow): FoundSession {
  if (scan.how === 'typed') return findTyped(deps, set, scan);
  const read = deps.readScan(scan);
  return { ...read, session: read.token && sessionOfToken(deps.catalogue, set, read.token), typed: null };
}

/** Whether the owner of a token's key was staff of the class at its step; the server's own key serves all. */
export function isIssuer(
  catalogue: Catalogue,
  token: Pick<Token, 'kid' | 'stepStart'>,
  classId: number,
): boolean {
  const kid = catalogue.kid(token.kid);
  if (!kid) return false;
  return kid.userId === null || catalogue.isStaff(classId, kid.userId, token.stepStart * 1000);
}

/** First among the classes whose staff owns the kid, so that nobody can take over a ref (SES6). */
function sessionOfToken(catalogue: Catalogue, set: WorkingSet, token: Token): SessionRow | null {
  const held = set.sessionsByRef(token.ref);
  const named = held.length > 1 ? held.toSorted((a, b) => (a.uuid < b.uuid ? -1 : 1)) : held;
  return named.find((row) => isIssuer(catalogue, token, row.classId)) ?? named[0] ?? null;
}

function findTyped({ catalogue, keys }: FindDeps, set: WorkingSet, scan: ScanRow): FoundSession {
  const nothing = { readings: [], token: null, session: null };
  const classId = scan.typedClassId;
  if (classId === null) return { ...nothing, typed: 'wrong' };
  const tries = set.scans
    .all()
    .filter((other) => other.typedClassId === classId && other.studentId === scan.studentId)
    .map((other) => ({ id: other.uuid, at: correctedAt(other) }));
  const at = correctedAt(scan);
  if (!isTryAllowed(tries, { id: scan.uuid, at })) return { ...nothing, typed: 'tries' };
  const open = set.sessions
    .all()
    // Whatever else is in hand: the answer mustn't hang on the company that a scan is judged in.
    .filter(
      (row) => row.classId === classId && Math.abs(row.startsAt - at) <= TYPED_SEARCH_MS && wasOpen(row, at),
    )
    .toSorted((a, b) => (a.uuid < b.uuid ? -1 : 1));
  for (const session of open) {
    const ref = parseRef(session.ref);
    for (const kid of kidsOfClass(catalogue, classId)) {
      for (const stepStart of shortCodeSteps(at, session.policy)) {
        const mac = keys.sessionMac(kid, dayOfStep(stepStart), ref, shortCodeMessage(stepStart));
        if (shortCodeFromMac(mac) !== scan.shortCode) continue;
        const reading = typedReading({ kid, ref, stepStart });
        return { readings: [reading], token: judgedToken([reading]), session, typed: null };
      }
    }
  }
  return { ...nothing, session: open[0] ?? null, typed: open.length === 0 ? null : 'wrong' };
}

/** When a typed code was typed, in server time (TIME3). */
export function correctedAt({
  scannedAt,
  sentAt,
  receivedAt,
}: Pick<ScanRow, 'scannedAt' | 'sentAt' | 'receivedAt'>): number {
  return correctClaim({ claimedAt: scannedAt, sentAt, receivedAt });
}

function wasOpen({ openedAt, closedAt }: Pick<SessionState, 'openedAt' | 'closedAt'>, at: number): boolean {
  return (
    openedAt !== null &&
    at >= openedAt - OPENING_TOLERANCE_MS &&
    (closedAt === null || at <= closedAt + SHORT_CODE_WINDOW_MS)
  );
}

function kidsOfClass(catalogue: Catalogue, classId: number): readonly number[] {
  const own = catalogue.serverKid();
  const members = new Set(catalogue.staffOf(classId).map(({ userId }) => userId));
  const staffs = [...members].flatMap((userId) => catalogue.kidsOf(userId).map(({ kid }) => kid));
  return own ? [...staffs, own.kid] : staffs;
}
