import { expect, test } from 'vitest';
import { DEFAULT_POLICY } from '@hazri/domain';
import type { SessionRow } from '../sync/rows.ts';
import { planChanges } from './plan-changes.ts';
import type { Standing } from './plan-changes.ts';

const HOUR_MS = 3_600_000;
const MONDAY = Date.UTC(2026, 10, 23);
const slot = (hour: number, day = 0) => {
  const startsAt = MONDAY + day * 24 * HOUR_MS + hour * HOUR_MS;
  return { day: `2026-11-${23 + day}`, startsAt, endsAt: startsAt + HOUR_MS };
};
const standing = (
  id: number,
  hour: number,
  extras: { readonly hasFacts?: boolean; readonly removedAt?: number; readonly day?: number } = {},
): Standing => {
  const { hasFacts = false, removedAt = null, day = 0 } = extras;
  const { startsAt, endsAt } = slot(hour, day);
  const row: SessionRow = {
    id,
    uuid: `session-${id}`,
    ref: '',
    classId: 1,
    plan: 'timetable',
    plannedStartsAt: startsAt,
    plannedEndsAt: endsAt,
    plannedRoom: null,
    plannedTitle: null,
    removedAt,
    status: 'scheduled',
    startsAt,
    openedAt: null,
    closedAt: null,
    room: null,
    title: null,
    policy: DEFAULT_POLICY,
    lifecycle: null,
    cancelReason: null,
    rev: 1,
  };
  return { row, hasFacts };
};
const changes = (slots: Parameters<typeof planChanges>[0], held: readonly Standing[]) => {
  const { kept, added, removed } = planChanges(slots, held, 'UTC');
  return {
    kept: kept.map(({ row, slot: { startsAt } }) => [row.id, (startsAt - MONDAY) / HOUR_MS]),
    added: added.map(({ startsAt }) => (startsAt - MONDAY) / HOUR_MS),
    removed: removed.map(({ id }) => id),
  };
};

test('[SES6] sessions that stay keep their ids; what is new is added, what is left over taken out', () => {
  expect(changes([slot(9), slot(9, 1)], [standing(1, 9), standing(2, 9, { day: 2 })])).toEqual({
    kept: [[1, 9]],
    added: [33],
    removed: [2],
  });
});

test('[SES6] a meeting that moves within its day takes its session along, so a device with the old hour opens the same one', () => {
  expect(changes([slot(11)], [standing(1, 9)])).toEqual({ kept: [[1, 11]], added: [], removed: [] });
});

test('[SES6] the same hour is found before another of the day', () => {
  expect(changes([slot(9), slot(11)], [standing(1, 11), standing(2, 14)])).toEqual({
    kept: [
      [1, 11],
      [2, 9],
    ],
    added: [],
    removed: [],
  });
});

test('[SES6] a session with a record is never changed: it stands for its meeting, moved or not', () => {
  expect(changes([slot(9)], [standing(1, 9, { hasFacts: true })])).toEqual({
    kept: [],
    added: [],
    removed: [],
  });
  expect(changes([slot(11)], [standing(1, 9, { hasFacts: true })])).toEqual({
    kept: [],
    added: [],
    removed: [],
  });
  expect(changes([], [standing(1, 9, { hasFacts: true })])).toEqual({ kept: [], added: [], removed: [] });
});

test('[SES6] a session that was taken out comes back with its id when its hour does, and only then', () => {
  expect(changes([slot(9)], [standing(1, 9, { removedAt: 5 })])).toEqual({
    kept: [[1, 9]],
    added: [],
    removed: [],
  });
  expect(changes([slot(10)], [standing(1, 9, { removedAt: 5 })])).toEqual({
    kept: [],
    added: [10],
    removed: [],
  });
  expect(changes([], [standing(1, 9, { removedAt: 5 })])).toEqual({ kept: [], added: [], removed: [] });
});

test('[SES6] of two for one hour the one with a record stands', () => {
  expect(changes([slot(9)], [standing(1, 9), standing(2, 9, { hasFacts: true })])).toEqual({
    kept: [],
    added: [],
    removed: [1],
  });
});
