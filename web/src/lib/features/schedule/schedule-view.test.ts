import { describe, expect, it } from 'vitest';
import { classRow, sessionState } from '../live/testing/rows.ts';
import { scheduleDays, type ScheduleFilter } from './schedule-view.ts';

const EVERYTHING: ScheduleFilter = { classId: '', status: 'all', from: '', to: '' };
const cls = classRow();
const at = (iso: string, more: Parameters<typeof sessionState>[0] = {}) =>
  sessionState({ startsAt: Date.parse(iso), ...more });
// 23:50 on the 22nd in Kolkata, and ten past midnight.
const late = at('2026-11-22T18:20:00Z');
const early = at('2026-11-22T18:40:00Z', { status: 'completed' });

describe('the schedule', () => {
  it('takes days in the time zone of the class, in order', () => {
    expect(
      scheduleDays([early, late], [cls], EVERYTHING).map(({ day, entries }) => [day, entries.length]),
    ).toEqual([
      ['2026-11-22', 1],
      ['2026-11-23', 1],
    ]);
  });

  it('is filtered by class, state and days, the first and last included', () => {
    const shown = (filter: Partial<ScheduleFilter>) =>
      scheduleDays([early, late], [cls], { ...EVERYTHING, ...filter }).flatMap(({ entries }) =>
        entries.map(({ session }) => session.status),
      );
    expect(shown({ status: 'completed' })).toEqual(['completed']);
    expect(shown({ classId: 'another' })).toEqual([]);
    expect(shown({ classId: cls.id })).toHaveLength(2);
    expect(shown({ from: '2026-11-23' })).toEqual(['completed']);
    expect(shown({ to: '2026-11-22' })).toEqual(['scheduled']);
    expect(shown({ from: '2026-11-22', to: '2026-11-23' })).toHaveLength(2);
  });

  it('keeps of a class that was put away what was held, and nothing that is to come', () => {
    const away = { ...cls, archivedAt: 5 };
    const days = scheduleDays([early, late], [away], EVERYTHING);
    expect(days.flatMap(({ entries }) => entries.map(({ session }) => session.status))).toEqual([
      'completed',
    ]);
  });
});
