import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY, type Fact, type SessionId } from '@hazri/domain';
import { foldedSession, foldedSessions } from './folded-session.ts';
import { CLASS_ID, factId, KID, NOW, sessionRow, STUDENT_ID, testId } from './testing/rows.ts';

const AUTHOR = { userId: STUDENT_ID, nowMs: NOW };

function opened(sessionId: SessionId, wall: number): Fact {
  const body = {
    sessionId,
    classId: CLASS_ID,
    startsAt: NOW,
    kid: KID,
    clockOffsetMs: 0,
    policy: DEFAULT_POLICY,
  };
  return { id: factId(), kind: 'session.opened', v: 1, madeAt: wall, hlc: [wall, 0], body };
}

function completed(sessionId: SessionId, wall: number): Fact {
  const body = { sessionId, at: wall, clockOffsetMs: 0 };
  return { id: factId(), kind: 'session.completed', v: 1, madeAt: wall, hlc: [wall, 0], body };
}

describe('a session on this device', () => {
  it('[DEV3] runs as soon as its opening is stated, though no server has heard of it', () => {
    const id = testId<'session'>();
    expect(foldedSession(id, null, [opened(id, NOW)], AUTHOR)).toMatchObject({
      status: 'active',
      classId: CLASS_ID,
    });
    expect(foldedSession(id, null, [], AUTHOR)).toBeNull();
  });

  it('[SES1] ends by an unsent completion over the confirmed row, and only its own', () => {
    const row = sessionRow({ status: 'active', openedAt: NOW });
    expect(foldedSession(row.id, row, [completed(row.id, NOW + 1)], AUTHOR)?.status).toBe('completed');
    expect(foldedSession(row.id, row, [completed(testId<'session'>(), NOW + 1)], AUTHOR)?.status).toBe(
      'active',
    );
  });

  it('[SES6] lists timetable and ad hoc sessions once each', () => {
    const row = sessionRow();
    const adHoc = testId<'session'>();
    const pending = [opened(row.id, NOW), opened(adHoc, NOW)];
    const sessions = foldedSessions([row], pending, AUTHOR);
    expect(sessions.map(({ id, status }) => [id, status])).toEqual([
      [row.id, 'active'],
      [adHoc, 'active'],
    ]);
  });
});
