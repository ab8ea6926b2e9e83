import { afterEach, expect, test, vi } from 'vitest';
import { dateKey, dayAndTime, timeOfDay, whenShort } from './when.ts';

const DAY_MS = 86_400_000;
/** A Monday, 10:00 in Kolkata. */
const AT = Date.UTC(2026, 10, 23, 4, 30);

afterEach(() => vi.restoreAllMocks());

test('a term’s list makes a few formats, not one for each line and word', () => {
  const making = vi.spyOn(Intl, 'DateTimeFormat');
  for (let day = 0; day < 300; day += 1) {
    const at = AT - day * DAY_MS;
    whenShort(at, AT, 'Asia/Kolkata');
    whenShort(at, AT, 'Asia/Kathmandu');
    whenShort(at, AT);
  }
  // Day, day's name and time in three zones.
  expect(making.mock.calls.length).toBeLessThanOrEqual(9);
  expect(making).toHaveBeenCalled();
});

test('each zone keeps its own time', () => {
  expect(timeOfDay(AT, 'Asia/Kolkata')).toBe('10:00');
  expect(timeOfDay(AT, 'Asia/Kathmandu')).toBe('10:15');
  expect(timeOfDay(AT, 'Asia/Kolkata')).toBe('10:00');
  expect(dateKey(AT, 'Pacific/Honolulu')).toBe('2026-11-22');
  expect(dateKey(AT, 'Asia/Kolkata')).toBe('2026-11-23');
  expect(dayAndTime(AT, 'Asia/Kolkata')).toMatch(/23 Nov, 10:00$/);
});

test('a device that travels shows the time of where it is', () => {
  const offset = vi.spyOn(Date.prototype, 'getTimezoneOffset').mockReturnValue(-330);
  const making = vi.spyOn(Intl, 'DateTimeFormat');
  timeOfDay(AT);
  offset.mockReturnValue(-345);
  timeOfDay(AT);
  expect(making).toHaveBeenCalledTimes(2);
});
