/** Which session does a scan belong to? Part of the reference fold (record.ts). */
import type { SessionState } from './attendance-types.ts';
import type { ReceivedFact } from './facts.ts';
import type { SessionId } from './ids.ts';
import { sessionRef } from './ids.ts';
import type { Reading } from './readings.ts';
import { judgedToken } from './readings.ts';
import type { Ground, ScanFact } from './record-ground.ts';
import { isTryAllowed, SHORT_CODE_WINDOW_MS } from './short-code.ts';
import { correctClaim } from './time.ts';
import type { Token } from './token.ts';
import { OPENING_TOLERANCE_MS } from './verdict.ts';

export type Sessions = ReadonlyMap<SessionId, SessionState>;

interface Lookup {
  readonly ground: Ground;
  readonly sessions: Sessions;
}

/** @param all every scan, for the count of tries (SCAN18) */
export function findSession(
  received: ReceivedFact<ScanFact>,
  all: readonly ReceivedFact<ScanFact>[],
  lookup: Lookup,
): FoundSession {
  return received.fact.body.how === 'typed'
    ? findTyped(received, all, lookup)
    : findByToken(received, lookup);
}

/** What a scan's readings come to. `typed` as in `ScanEvidence`. */
export interface FoundSession {
  readonly readings: readonly Reading[];
  readonly session: SessionState | null;
  readonly typed: 'wrong' | 'tries' | null;
}

function findByToken(received: ReceivedFact<ScanFact>, { ground, sessions }: Lookup): FoundSession {
  const readings = ground.readings(received);
  const token = judgedToken(readings);
  return { readings, session: token === null ? null : sessionOfToken(token, sessions, ground), typed: null };
}

/**
 * The session that a token names: first among the classes whose staff owns its kid, so that nobody can take over a
 * ref by opening a session of their own with it; one found only elsewhere is refused by SCAN3.
 */
export function sessionOfToken(
  token: Pick<Token, 'kid' | 'ref' | 'stepStart'>,
  sessions: Sessions,
  ground: Pick<Ground, 'kidOwner' | 'isStaff'>,
): SessionState | null {
  const named = [...sessions.values()]
    .filter((session) => sessionRef(session.id) === token.ref)
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const owner = ground.kidOwner(token.kid)?.owner;
  const owned = named.find(
    (session) => owner !== undefined && ground.isStaff(owner, session.classId, token.stepStart * 1000),
  );
  return owned ?? named[0] ?? null;
}

/** SCAN18: the class's session that was open when the code was typed, and the step that matches. */
function findTyped(
  received: ReceivedFact<ScanFact>,
  all: readonly ReceivedFact<ScanFact>[],
  { ground, sessions }: Lookup,
): FoundSession {
  const { body } = received.fact;
  if (body.how !== 'typed') return { readings: [], session: null, typed: 'wrong' };
  const tries = all.flatMap((other) =>
    other.author === received.author &&
    other.fact.body.how === 'typed' &&
    other.fact.body.classId === body.classId
      ? [{ id: other.fact.id, at: correctedScanTime(other) }]
      : [],
  );
  const at = correctedScanTime(received);
  if (!isTryAllowed(tries, { id: received.fact.id, at }))
    return { readings: [], session: null, typed: 'tries' };
  const open = [...sessions.values()]
    .filter((session) => session.classId === body.classId && wasOpen(session, at))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  for (const session of open) {
    const match = ground.typedMatch(received, session);
    if (match !== null) return { readings: [match], session, typed: null };
  }
  return { readings: [], session: open[0] ?? null, typed: open.length === 0 ? null : 'wrong' };
}

function wasOpen({ openedAt, closedAt }: SessionState, at: number): boolean {
  return (
    openedAt !== null &&
    at >= openedAt - OPENING_TOLERANCE_MS &&
    (closedAt === null || at <= closedAt + SHORT_CODE_WINDOW_MS)
  );
}

function correctedScanTime({ fact, sentAt, receivedAt }: ReceivedFact<ScanFact>): number {
  return correctClaim({ claimedAt: fact.body.scannedAt, sentAt, receivedAt });
}
