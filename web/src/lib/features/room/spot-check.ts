/** Whom to call by name when fewer bodies are in the room than the list says (feature: spot checks). Pure. */
import type { LiveEntry } from '../live/attendance-view.ts';

/** Names at a time: more than these nobody calls out. */
export const MAX_CALLED = 10;
const LEAST_CALLED = 3;
/** For each one too many, so many names: with chance alone the odds to meet one would be small. */
const NAMES_FOR_EACH = 3;

/**
 * People who count as here, drawn at random; those whose scan shows least (not witnessed, not received live) are
 * drawn first, since calling somebody whom staff saw tells nothing.
 * @param gap how many more are on the list than in the room; at most 0 when none
 * @param unit random numbers in [0, 1)
 */
export function drawNames(here: readonly LiveEntry[], gap: number, unit: () => number): readonly LiveEntry[] {
  const wanted = Math.min(MAX_CALLED, Math.max(LEAST_CALLED, gap * NAMES_FOR_EACH));
  return here
    .map((entry) => ({ entry, doubt: doubtAbout(entry), lot: unit() }))
    .toSorted((a, b) => b.doubt - a.doubt || a.lot - b.lot)
    .slice(0, wanted)
    .map(({ entry }) => entry);
}

function doubtAbout({ attendance }: LiveEntry): number {
  if (attendance.source === 'mark') return 0;
  switch (attendance.trust) {
    case 'witnessed':
      return 0;
    case 'live':
      return 1;
    case 'deferred':
    case null:
      return 2;
  }
}
