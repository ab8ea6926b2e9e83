import { describe, expect, it } from 'vitest';
import { classRow, sessionRow, sessionState } from '../live/testing/rows.ts';
import { todayView } from './today-sessions.ts';

const NOW = Date.parse('2026-11-22T04:30:00Z'); // 10:00 in Kolkata
const cls = classRow();

describe('today', () => {
  it('takes the day in the time zone of the class', () => {
    const yesterdayThere = sessionState({ startsAt: Date.parse('2026-11-21T18:00:00Z') });
    const todayThere = sessionState({ startsAt: Date.parse('2026-11-21T19:00:00Z') });
    const { entries } = todayView([yesterdayThere, todayThere], [], [cls], NOW, new Set());
    expect(entries.map(({ session }) => session.startsAt)).toEqual([todayThere.startsAt]);
  });

  it('puts the running session first, and one that was forgotten behind the next to start', () => {
    const running = sessionState({ status: 'active', startsAt: NOW - 86_400_000 });
    const soon = sessionState({ startsAt: NOW + 60_000 });
    const missed = sessionState({ startsAt: NOW - 60_000 });
    expect(todayView([soon, running], [], [cls], NOW, new Set()).next?.session).toEqual(running);
    const forgotten = new Set([running.id]);
    const view = todayView([soon, running], [], [cls], NOW, forgotten);
    expect(view.next?.session).toEqual(soon);
    expect(view.forgotten.map(({ session }) => session)).toEqual([running]);
    expect(todayView([missed, running], [], [cls], NOW, forgotten).next?.session).toEqual(running);
  });

  it('keeps the button on a session whose time has come, until the beginning of another is nearer', () => {
    const HOUR = 3_600_000;
    const planned = [NOW - 5 * 60_000, NOW + 70 * 60_000].map((startsAt) => {
      const state = sessionState({ startsAt });
      return { state, row: { ...sessionRow({ id: state.id, startsAt }), endsAt: startsAt + HOUR } };
    });
    const states = planned.map(({ state }) => state);
    const rows = planned.map(({ row }) => row);
    const nextAt = (nowMs: number) => todayView(states, rows, [cls], nowMs, new Set()).next?.session;
    const [begun, later] = states;
    // Five minutes late, a professor finds this session's Start, not that of the next.
    expect(nextAt(NOW)).toEqual(begun);
    expect(nextAt(NOW + 30 * 60_000)).toEqual(begun);
    expect(nextAt(NOW + 56 * 60_000)).toEqual(later);
    const [alone] = planned;
    const onlyBegun = (nowMs: number) =>
      todayView(
        alone ? [alone.state, sessionState({ startsAt: NOW + 3 * HOUR })] : [],
        rows,
        [cls],
        nowMs,
        new Set(),
      );
    expect(onlyBegun(NOW + 50 * 60_000).next?.session).toEqual(begun);
    expect(onlyBegun(NOW + 56 * 60_000).next?.session.startsAt).toBe(NOW + 3 * HOUR);
  });

  it('[SES6] points out a class that was started twice', () => {
    const a = sessionState({ status: 'active', startsAt: NOW });
    const b = sessionState({ status: 'active', startsAt: NOW });
    expect(todayView([a, b], [], [cls], NOW, new Set()).twice).toEqual([cls]);
    expect(todayView([a], [], [cls], NOW, new Set()).twice).toEqual([]);
  });
});
