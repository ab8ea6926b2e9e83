import { describe, expect, test } from 'vitest';
import { endOfDate, fromLocal, localDate, localDateTime, startOfDate } from './local-day.ts';

const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());
const HOUR = 3_600_000;

describe('[TIME1] dates exist at the edge, in the zone of the class', () => {
  test('[TIME1] a date begins at local midnight', () => {
    expect(iso(startOfDate('2026-11-23', 'Asia/Kolkata'))).toBe('2026-11-22T18:30:00.000Z');
    expect(iso(startOfDate('2026-11-23', 'UTC'))).toBe('2026-11-23T00:00:00.000Z');
    expect(iso(endOfDate('2026-12-31', 'Asia/Kolkata'))).toBe('2026-12-31T18:30:00.000Z');
  });

  test('[TIME1] days around a change of the clocks are 23 and 25 hours long', () => {
    const length = (date: string) =>
      (endOfDate(date, 'America/New_York') ?? 0) - (startOfDate(date, 'America/New_York') ?? 0);
    expect(length('2026-03-08')).toBe(23 * HOUR);
    expect(length('2026-11-01')).toBe(25 * HOUR);
    expect(length('2026-11-02')).toBe(24 * HOUR);
  });

  test('[TIME1] a moment has its local date and time, whatever the zone of the machine', () => {
    const at = Date.UTC(2026, 10, 22, 20, 0, 30);
    expect(localDate(at, 'Asia/Kolkata')).toBe('2026-11-23');
    expect(localDateTime(at, 'Asia/Kolkata')).toBe('2026-11-23 01:30');
    expect(localDateTime(at, 'America/New_York')).toBe('2026-11-22 15:00');
    expect(localDateTime(Date.UTC(2026, 6, 22, 20, 0), 'America/New_York')).toBe('2026-07-22 16:00');
  });

  test('[TIME1] a time that the clocks skip is read as that long after the change', () => {
    expect(iso(fromLocal(Date.UTC(2026, 2, 8, 2, 30), 'America/New_York'))).toBe('2026-03-08T07:30:00.000Z');
  });

  test('[TIME1] where midnight is skipped, the date begins when its clocks do', () => {
    const at = startOfDate('2018-11-04', 'America/Sao_Paulo') ?? 0;
    expect(localDateTime(at, 'America/Sao_Paulo')).toBe('2018-11-04 01:00');
  });

  test('[TIME1] the calendar is that of the machine, for two centuries of days', () => {
    for (let days = -11_000; days < 84_000; days += 5) {
      const at = days * 24 * HOUR + 5 * HOUR;
      const text = new Date(at).toISOString().slice(0, 10);
      if (localDate(at, 'UTC') !== text || startOfDate(text, 'UTC') !== at - 5 * HOUR) expect.fail(text);
    }
  });

  test.each(['2026-02-30', '2026-13-01', '23.11.2026', '2026-11-23T00:00', ''])('%s is no date', (text) => {
    expect(startOfDate(text, 'UTC')).toBeNull();
    expect(endOfDate(text, 'UTC')).toBeNull();
  });
});
