/**
 * What must change for a timetable to stand in the calendar (SES6)? Sessions keep their ids wherever they can, because
 * a device that has been offline since opens them by these ids:
 *
 * 1. A session that begins when a meeting does is that meeting; one that was taken out before comes back.
 * 2. Of the rest, sessions and meetings of the same day are the same, moved.
 * 3. What is left over is taken out or made new.
 *
 * A session that somebody has stated something about is never changed; it only stands for its meeting.
 */
import { localDate } from '@hazri/domain';
import type { SessionRow } from '../sync/rows.ts';
import type { Slot } from './generate-sessions.ts';

/** A session of the timetable as it is. */
export interface Standing {
  readonly row: SessionRow;
  /** It was opened, cancelled, marked, scanned or counted. */
  readonly hasFacts: boolean;
}

export interface PlanChanges {
  /** Sessions that go on, each with its meeting; never one with facts. */
  readonly kept: readonly { readonly row: SessionRow; readonly slot: Slot }[];
  readonly added: readonly Slot[];
  readonly removed: readonly SessionRow[];
}

export function planChanges(
  slots: readonly Slot[],
  standing: readonly Standing[],
  timeZone: string,
): PlanChanges {
  const left = new Set(standing.toSorted(bestFirst));
  const kept: { row: SessionRow; slot: Slot }[] = [];
  const take = (found: Standing, slot: Slot) => {
    left.delete(found);
    if (!found.hasFacts) kept.push({ row: found.row, slot });
  };
  const unmet = slots.filter((slot) => {
    const found = [...left].find(({ row }) => row.plannedStartsAt === slot.startsAt);
    if (found) take(found, slot);
    return !found;
  });
  const added = unmet.filter((slot) => {
    const found = [...left]
      .filter(({ row }) => row.removedAt === null)
      .toSorted(byTime)
      .find(({ row }) => localDate(row.plannedStartsAt ?? 0, timeZone) === slot.day);
    if (found) take(found, slot);
    return !found;
  });
  const removed = [...left]
    .filter(({ row, hasFacts }) => !hasFacts && row.removedAt === null)
    .map(({ row }) => row);
  return { kept, added, removed };
}

/** Of two sessions for one meeting, the one that somebody knows. */
function bestFirst(a: Standing, b: Standing): number {
  return rank(a) - rank(b) || a.row.id - b.row.id;
}
function rank({ hasFacts, row }: Standing): number {
  if (hasFacts) return 0;
  return row.removedAt === null ? 1 : 2;
}
function byTime(a: Standing, b: Standing): number {
  return (a.row.plannedStartsAt ?? 0) - (b.row.plannedStartsAt ?? 0);
}
