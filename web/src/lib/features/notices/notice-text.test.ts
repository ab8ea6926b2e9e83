import { expect, test } from 'vitest';
import { classRow, CLASS_ID, NOW, testId } from '../live/testing/rows.ts';
import { keptNotices, noticeTime, type Notice, unreadAmong } from './notice-text.ts';

const HOUR_MS = 3_600_000;
const HERE = new Intl.DateTimeFormat().resolvedOptions().timeZone;

function notice(over: Partial<Notice>): Notice {
  return {
    type: 'notification',
    rev: 1,
    id: testId<'notification'>(),
    kind: 'session_started',
    at: NOW,
    readAt: null,
    classId: CLASS_ID,
    sessionId: null,
    studentId: null,
    studentName: null,
    before: null,
    after: null,
    percent: null,
    ...over,
  };
}

const around = (timeZone: string) => ({ classes: [classRow({ timeZone })], sessions: [] });

test('is shown in the time zone of its class, which is named where the device has another time', () => {
  const shown = noticeTime(notice({}), NOW + HOUR_MS, around('Pacific/Chatham'));
  expect(shown).toBe('18:15 (Pacific/Chatham)');
});

test('of a class in the device’s own time, or of none, it has the time alone', () => {
  expect(noticeTime(notice({}), NOW + HOUR_MS, around(HERE))).toMatch(/^\d\d:\d\d$/);
  expect(noticeTime(notice({ classId: null }), NOW + HOUR_MS, around('Asia/Kolkata'))).toMatch(/^\d\d:\d\d$/);
});

test('what the server has forgotten is not shown, though a device was told nothing: what is old, and all but the newest', () => {
  const many = Array.from({ length: 520 }, (_, at) => notice({ at: NOW - at * HOUR_MS }));
  const old = notice({ at: NOW - 91 * 24 * HOUR_MS });
  const kept = keptNotices([...many.toReversed(), old], NOW);
  expect(kept).toEqual(many.slice(0, 500));
  expect(unreadAmong([...many, old], NOW)).toBe(500);
});
