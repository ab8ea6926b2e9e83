/** Which history does a seed stand for? Who carries what, and everything that will happen, in order. */
import type { Act, UnnumberedAct } from './acts.ts';
import { LAST_ACT, OWNERS } from './cast.ts';
import { chanceOf } from './chance.ts';
import type { PhoneTraits } from './phone.ts';
import {
  devices,
  disk,
  faults,
  heldBack,
  lentPhones,
  server,
  spills,
  storms,
  thefts,
} from './plan-faults.ts';
import { absences, lessons, office } from './plan-lessons.ts';
import { MINUTE_MS } from './school.ts';

export interface PlannedPhone extends PhoneTraits {
  readonly owner: string;
  /** Signed in so long ago that the cookie expires during the history (SYNC7). */
  readonly oldLogin: boolean;
}

export interface Plan {
  readonly seed: number;
  readonly phones: readonly PlannedPhone[];
  readonly acts: readonly Act[];
}

export function makePlan(seed: number): Plan {
  const chance = chanceOf(seed, 'acts');
  const acts = [
    ...heldBack(lessons(chance), chanceOf(seed, 'held back')),
    ...office(chance),
    ...faults(chance),
    ...devices(chanceOf(seed, 'devices')),
    ...server(chanceOf(seed, 'server')),
    ...disk(chanceOf(seed, 'disk')),
    ...absences(chanceOf(seed, 'absences')),
  ];
  const stolen = thefts(acts, chanceOf(seed, 'thefts'));
  const spilled = spills(acts, chanceOf(seed, 'spills'));
  const stormy = storms(acts, chanceOf(seed, 'storms'));
  const lent = lentPhones(acts, chanceOf(seed, 'lent phones'));
  return {
    seed,
    phones: phonesOf(seed),
    acts: inOrder([...acts, ...stolen, ...spilled, ...lent, ...stormy]),
  };
}

/** A history written down, act by act. */
export function pinnedPlan(seed: number, acts: readonly Act[]): Plan {
  return { seed, phones: phonesOf(seed), acts };
}

function phonesOf(seed: number): readonly PlannedPhone[] {
  const chance = chanceOf(seed, 'plan');
  return OWNERS.map((owner, index): PlannedPhone => ({
    index,
    owner,
    name: `${owner}-${index}`,
    skewMs: chance.happens(0.3) ? chance.whole(-20 * MINUTE_MS, 20 * MINUTE_MS) : chance.whole(-400, 400),
    drift: chance.happens(0.3) ? (chance.unit() - 0.5) * 2e-4 : 0,
    syncEveryMs: chance.pick([10, 30, 60, 120]) * MINUTE_MS,
    engines: chance.happens(0.25) ? 2 : 1,
    locks: chance.happens(0.7),
    oldLogin: chance.happens(0.12),
  }));
}

function inOrder(acts: readonly UnnumberedAct[]): readonly Act[] {
  return acts
    .filter(({ at }) => at <= LAST_ACT)
    .toSorted((a, b) => a.at - b.at)
    .map((act, number): Act => ({ ...act, number }));
}
