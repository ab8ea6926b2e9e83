/** Which history does a seed stand for? Who carries what, and everything that will happen, in order. */
import type { Act, UnnumberedAct } from './acts.ts';
import { LAST_ACT, OWNERS } from './cast.ts';
import { chanceOf } from './chance.ts';
import type { PhoneTraits } from './phone-traits.ts';
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

/** Share of histories with live connections, and of the phones in them. */
const LIVE_HISTORIES = 0.5;
const LIVE_PHONES = 0.8;
/** Longer than a history. */
const LIVE_SYNC_EVERY_MS = 24 * 60 * MINUTE_MS;

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
    phones: chanceOf(seed, 'live').happens(LIVE_HISTORIES) ? livePhones(seed) : phonesOf(seed),
    acts: inOrder([...acts, ...stolen, ...spilled, ...lent, ...stormy]),
  };
}

/** A history written down, act by act. @param isLive phones are poked */
export function pinnedPlan(seed: number, acts: readonly Act[], isLive = false): Plan {
  return { seed, phones: isLive ? livePhones(seed) : phonesOf(seed), acts };
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
    live: false,
    oldLogin: chance.happens(0.12),
  }));
}

/** The same phones, most of them poked: these hardly look by themselves, so that a change they weren't told of shows. */
function livePhones(seed: number): readonly PlannedPhone[] {
  const chance = chanceOf(seed, 'live phones');
  return phonesOf(seed).map((phone) =>
    chance.happens(LIVE_PHONES) ? { ...phone, live: true, syncEveryMs: LIVE_SYNC_EVERY_MS } : phone,
  );
}

function inOrder(acts: readonly UnnumberedAct[]): readonly Act[] {
  return acts
    .filter(({ at }) => at <= LAST_ACT)
    .toSorted((a, b) => a.at - b.at)
    .map((act, number): Act => ({ ...act, number }));
}
