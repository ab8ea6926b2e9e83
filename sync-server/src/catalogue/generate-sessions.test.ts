import { expect, test } from 'vitest';
import { generateSessions } from './generate-sessions.ts';

const at = (weekday: number, hour: number, minute = 0, durationMinutes = 50) => ({
  weekday,
  startMinute: hour * 60 + minute,
  durationMinutes,
});
const iso = (slots: readonly { readonly startsAt: number }[]) =>
  slots.map(({ startsAt }) => new Date(startsAt).toISOString());

test('[SES6] a weekly timetable in Kolkata, in order, first and last day included', () => {
  const timetable = [at(3, 10), at(1, 10, 0, 90)];
  const slots = generateSessions(timetable, 'Asia/Kolkata', { startsOn: '2026-11-23', endsOn: '2026-11-30' });
  expect(iso(slots)).toEqual([
    '2026-11-23T04:30:00.000Z',
    '2026-11-25T04:30:00.000Z',
    '2026-11-30T04:30:00.000Z',
  ]);
  expect(slots.map(({ day }) => day)).toEqual(['2026-11-23', '2026-11-25', '2026-11-30']);
  expect((slots[0]?.endsAt ?? 0) - (slots[0]?.startsAt ?? 0)).toBe(90 * 60_000);
});

test('[SES6] the local day counts: early on Monday in Kolkata is still Sunday in UTC', () => {
  const slots = generateSessions([at(1, 1)], 'Asia/Kolkata', {
    startsOn: '2026-11-21',
    endsOn: '2026-11-28',
  });
  expect(iso(slots)).toEqual(['2026-11-22T19:30:00.000Z']);
});

test('[TIME1] meetings keep their local time when the clocks change in New York, and India has no such day', () => {
  const span = { startsOn: '2026-10-26', endsOn: '2026-11-02' };
  expect(iso(generateSessions([at(1, 9)], 'America/New_York', span))).toEqual([
    '2026-10-26T13:00:00.000Z',
    '2026-11-02T14:00:00.000Z',
  ]);
  expect(iso(generateSessions([at(1, 9)], 'Asia/Kolkata', span))).toEqual([
    '2026-10-26T03:30:00.000Z',
    '2026-11-02T03:30:00.000Z',
  ]);
});

test('[TIME1] a meeting in the hour that clocks skip is held after the change, one in the doubled hour once', () => {
  const spring = { startsOn: '2027-03-14', endsOn: '2027-03-14' };
  expect(iso(generateSessions([at(7, 2, 30)], 'America/New_York', spring))).toEqual([
    '2027-03-14T07:30:00.000Z',
  ]);
  const autumn = { startsOn: '2026-11-01', endsOn: '2026-11-01' };
  expect(generateSessions([at(7, 1, 30)], 'America/New_York', autumn)).toHaveLength(1);
});

test('[SES6] no meeting on holidays, their first and last day included', () => {
  const everyDay = [1, 2, 3, 4, 5].map((weekday) => at(weekday, 10));
  const span = { startsOn: '2026-11-23', endsOn: '2026-11-27' };
  const slots = generateSessions(everyDay, 'Asia/Kolkata', span, [
    { startsOn: '2026-11-24', endsOn: '2026-11-25' },
    { startsOn: '2026-11-27', endsOn: '2026-12-01' },
  ]);
  expect(slots.map(({ day }) => day)).toEqual(['2026-11-23', '2026-11-26']);
});

test('[SES6] a span without days gives nothing, and an absurd one ends', () => {
  expect(generateSessions([at(1, 9)], 'UTC', { startsOn: '2026-11-30', endsOn: '2026-11-23' })).toEqual([]);
  const everyDay = [1, 2, 3, 4, 5, 6, 7].map((weekday) => at(weekday, 9));
  expect(generateSessions(everyDay, 'UTC', { startsOn: '2026-01-01', endsOn: '2199-12-31' })).toHaveLength(
    400,
  );
});
