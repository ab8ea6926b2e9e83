import { describe, expect, it } from 'vitest';
import { OVERRUN_MS, stillRunning, UNPLANNED_MS } from './still-running.ts';
import { NOW, sessionRow, sessionState } from './testing/rows.ts';

const HOUR_MS = 3_600_000;

describe('a session still runs', () => {
  it('when its planned end is past by more than a class overruns', () => {
    const planned = { ...sessionRow({ status: 'active', openedAt: NOW }), endsAt: NOW + HOUR_MS };
    const due = NOW + HOUR_MS + OVERRUN_MS;
    expect(stillRunning([planned], [planned], due)).toEqual(new Set());
    expect(stillRunning([planned], [planned], due + 1)).toEqual(new Set([planned.id]));
  });

  it('when nobody planned an end, or it began after that, for longer than classes last', () => {
    const unplanned = sessionState({ status: 'active', openedAt: NOW });
    const late = { ...sessionRow({ status: 'active', openedAt: NOW }), endsAt: NOW - HOUR_MS };
    for (const nowMs of [NOW + UNPLANNED_MS, NOW + UNPLANNED_MS + 1]) {
      const expected = nowMs > NOW + UNPLANNED_MS ? [unplanned.id, late.id] : [];
      expect([...stillRunning([unplanned, late], [late], nowMs)]).toEqual(expected);
    }
  });

  it('not when it was ended, cancelled or never begun', () => {
    const rest = (['completed', 'cancelled', 'scheduled'] as const).map((status) => sessionRow({ status }));
    expect(stillRunning(rest, rest, NOW + 30 * 24 * HOUR_MS)).toEqual(new Set());
  });
});
