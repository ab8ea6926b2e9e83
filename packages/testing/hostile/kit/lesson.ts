/** A running session with a code on the screen, and scans of it. */
import { dayOfStep, DEFAULT_POLICY, encodeToken, sessionRef, tokenMessage } from '@hazri/domain';
import type { FactBodies, SessionId } from '@hazri/domain';
import type { Device } from './device.ts';
import { fact, newId, outcomes } from './device.ts';
import type { School } from './school.ts';

/** Long enough after the opening that codes of it are being shown. */
const INTO_THE_LESSON_MS = 60_000;

export interface Lesson {
  readonly sessionId: SessionId;
  readonly kid: number;
}

export function openedBody(school: School, sessionId: SessionId, kid: number): FactBodies['session.opened'] {
  return {
    sessionId,
    classId: school.classId,
    startsAt: school.clock.now(),
    kid,
    room: 'B 12',
    title: 'Signals',
    clockOffsetMs: 0,
    policy: DEFAULT_POLICY,
  };
}

export async function startLesson(school: School, laptop: Device, kid: number): Promise<Lesson> {
  const sessionId = newId<'session'>(school);
  const opened = fact(school, 'session.opened', openedBody(school, sessionId, kid));
  const [outcome] = await outcomes(school, laptop, [opened]);
  if (outcome !== 'accepted') throw new Error(`the session was not opened: ${outcome ?? 'no answer'}`);
  school.clock.advance(INTO_THE_LESSON_MS);
  return { sessionId, kid };
}

/** The token on the screen at `at`, signed with the real keys. */
export function tokenAt(
  school: School,
  { sessionId, kid }: Lesson,
  at: number = school.clock.now(),
  frame = 0,
): string {
  const stepStart = (Math.floor(at / DEFAULT_POLICY.rotationMs) * DEFAULT_POLICY.rotationMs) / 1_000;
  const fields = { kid, ref: sessionRef(sessionId), stepStart, frame, nonce: '0badcafe' };
  const day = dayOfStep(stepStart);
  return encodeToken(fields, school.server.deps.keys.sessionMac(kid, day, fields.ref, tokenMessage(fields)));
}

/** What a camera catches at `at`: two frames two seconds apart. */
export function scanBody(
  school: School,
  lesson: Lesson,
  at: number = school.clock.now(),
): FactBodies['scan'] {
  return {
    tokens: [
      { text: tokenAt(school, lesson, at, 0), gapMs: 0 },
      { text: tokenAt(school, lesson, at, 1), gapMs: 2_000 },
    ],
    scannedAt: at,
    how: 'camera',
  };
}

/** A scan of the one text, whatever it is. */
export function scanOf(school: School, text: string) {
  return fact(school, 'scan', {
    tokens: [{ text, gapMs: 0 }],
    scannedAt: school.clock.now(),
    how: 'camera',
  });
}
