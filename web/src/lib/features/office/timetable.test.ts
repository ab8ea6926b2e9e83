import { describe, expect, it } from 'vitest';
import { durationBetween, minuteOf, nextMeeting, timeOf, timetableText } from './timetable.ts';

describe('a timetable as it is typed', () => {
  it('reads times of day, and nothing else', () => {
    expect(['00:00', '09:30', '23:59', '09:30:00'].map(minuteOf)).toEqual([0, 570, 1_439, 570]);
    expect(['', '24:00', '9:30', '12:60', 'noon'].map(minuteOf)).toEqual([null, null, null, null, null]);
    expect([0, 570, 1_439, 1_500].map(timeOf)).toEqual(['00:00', '09:30', '23:59', '01:00']);
  });

  it('takes an end before the begin for the next day', () => {
    expect(durationBetween(600, 660)).toBe(60);
    expect(durationBetween(1_410, 30)).toBe(60);
    expect(durationBetween(600, 600)).toBe(1_440);
  });

  it('offers the hour of the last meeting on the next free day', () => {
    expect(nextMeeting([])).toEqual({ weekday: 1, startMinute: 540, durationMinutes: 60 });
    const at = (weekday: number) => ({ weekday, startMinute: 600, durationMinutes: 50 });
    expect(nextMeeting([at(2), at(1)])).toEqual(at(3));
    expect(nextMeeting([1, 2, 3, 4, 5, 6, 7].map(at)).weekday).toBe(1);
  });

  it('stands in the order of the week', () => {
    const meetings = [
      { weekday: 3, startMinute: 600, durationMinutes: 60 },
      { weekday: 1, startMinute: 840, durationMinutes: 90 },
    ];
    expect(timetableText(meetings)).toBe('Mon 14:00–15:30, Wed 10:00–11:00');
  });
});
