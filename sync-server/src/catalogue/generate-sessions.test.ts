import { expect, test } from 'vitest';
import type { SessionId } from '@hazri/domain';
import { generateSessions } from './generate-sessions.ts';

const id = (at: number) => `s${at}` as SessionId;
const DAY_MS = 86_400_000;
const iso = (sessions: readonly { readonly startsAt: number }[]) =>
  sessions.map(({ startsAt }) => new Date(startsAt).toISOString());

test('[SES6] a weekly timetable in Kolkata, in order and within the span', () => {
  const timetable = [
    { weekday: 3, startMinute: 10 * 60, durationMinutes: 60 },
    { weekday: 1, startMinute: 10 * 60, durationMinutes: 90 },
  ];
  const from = Date.UTC(2026, 10, 23);
  const sessions = generateSessions(timetable, 'Asia/Kolkata', { from, until: from + 8 * DAY_MS }, id);
  expect(iso(sessions)).toEqual([
    '2026-11-23T04:30:00.000Z',
    '2026-11-25T04:30:00.000Z',
    '2026-11-30T04:30:00.000Z',
  ]);
  expect((sessions[0]?.endsAt ?? 0) - (sessions[0]?.startsAt ?? 0)).toBe(90 * 60_000);
});

test('[SES6] the local day counts: early on Monday in Kolkata is still Sunday in UTC', () => {
  const from = Date.UTC(2026, 10, 21);
  const sessions = generateSessions(
    [{ weekday: 1, startMinute: 60, durationMinutes: 50 }],
    'Asia/Kolkata',
    { from, until: from + 7 * DAY_MS },
    id,
  );
  expect(iso(sessions)).toEqual(['2026-11-22T19:30:00.000Z']);
});

test('[SES6] meetings keep their local time when the clocks change', () => {
  const from = Date.UTC(2026, 9, 19);
  const sessions = generateSessions(
    [{ weekday: 1, startMinute: 9 * 60, durationMinutes: 50 }],
    'Europe/Berlin',
    { from, until: from + 14 * DAY_MS },
    id,
  );
  expect(iso(sessions)).toEqual(['2026-10-19T07:00:00.000Z', '2026-10-26T08:00:00.000Z']);
});
