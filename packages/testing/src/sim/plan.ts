/** Which history does a seed stand for? Who carries what, and everything that will happen, in order. */
import type { Act, UnnumberedAct } from './acts.ts';
import type { Chance } from './chance.ts';
import { chanceOf } from './chance.ts';
import { WEATHERS } from './network.ts';
import type { PhoneTraits } from './phone.ts';
import { CLASS_NAMES, MINUTE_MS, PEOPLE, PLANNED, START } from './school.ts';
import type { ClassName } from './school.ts';

/** People act and things break between these. */
const FIRST_ACT = START - 8 * MINUTE_MS;
export const LAST_ACT = START + 110 * MINUTE_MS;

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

const OWNERS = [
  'prof',
  'prof',
  'assistant',
  'rival',
  'asha',
  'bina',
  'chandra',
  'deepak',
  'esha',
  'farid',
] as const;
const STAFF_OF: Readonly<Record<ClassName, readonly number[]>> = { networks: [0, 1, 2], compilers: [3] };
const STUDENT_PHONES = [4, 5, 6, 7, 8, 9] as const;
const STUDENTS = PEOPLE.filter(({ role }) => role === 'student').map(({ name }) => name);

/** Sessions that no timetable knows: two of networks, one of compilers. */
export const AD_HOC: readonly ClassName[] = ['networks', 'compilers', 'networks'];
const SESSION_CLASSES: readonly ClassName[] = [...PLANNED.map(({ of }) => of), ...AD_HOC];

export function makePlan(seed: number): Plan {
  const chance = chanceOf(seed, 'acts');
  const acts = [...lessons(chance), ...office(chance), ...faults(chance)];
  const stolen = thefts(acts, chanceOf(seed, 'thefts'));
  return { seed, phones: phonesOf(seed), acts: inOrder([...acts, ...stolen]) };
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

/** Somebody films a receipt code and states a fact with its id (FACT4), mostly while its own phone is offline. */
function thefts(acts: readonly UnnumberedAct[], chance: Chance): UnnumberedAct[] {
  return acts.flatMap((act): UnnumberedAct[] => {
    if (act.kind !== 'scan' || !chance.happens(0.15)) return [];
    const { phone } = act;
    const forMs = chance.happens(0.7) ? chance.whole(1, 10) * MINUTE_MS : 0;
    const at = act.at + chance.whole(1_000, 60_000);
    const as = chance.happens(0.7) ? 'scan' : 'mark';
    return [
      { kind: 'weather', at: act.at - 1_000, phone, weather: 'offline', forMs },
      { kind: 'steal', at, phone: chance.pick(STUDENT_PHONES), ago: chance.whole(0, 2), as },
    ];
  });
}

function lessons(chance: Chance): UnnumberedAct[] {
  const acts: UnnumberedAct[] = [];
  for (const [session, of] of SESSION_CLASSES.entries()) {
    if (chance.happens(0.45)) continue;
    const staff = () => (chance.happens(0.05) ? chance.pick(STUDENT_PHONES) : chance.pick(STAFF_OF[of]));
    const planned = PLANNED[session];
    const opensAt =
      (planned?.startsAt ?? START + chance.whole(0, 80) * MINUTE_MS) + chance.whole(-300, 300) * 1_000;
    const within = (minutes: number) => opensAt + chance.whole(0, minutes * 60) * 1_000;
    const times = chance.happens(0.3) ? 2 : 1;
    for (let index = 0; index < times; index += 1) {
      acts.push({ kind: 'open', at: opensAt + index * chance.whole(0, 90_000), phone: staff(), session });
    }
    for (let index = chance.whole(2, 8); index > 0; index -= 1) {
      acts.push({
        kind: 'scan',
        at: within(14),
        phone: chance.pick(STUDENT_PHONES),
        session,
        how: chance.happens(0.75) ? 'camera' : chance.pick(['link', 'typed'] as const),
        frames: chance.happens(0.85) ? 2 : 1,
        ageMs: chance.happens(0.12) ? chance.whole(10_000, 10 * MINUTE_MS) : 0,
        forged: chance.happens(0.04),
      });
    }
    if (chance.happens(0.4)) {
      acts.push({ kind: 'shown', at: opensAt + 1_000, phone: staff(), session, steps: chance.whole(1, 20) });
    }
    for (let index = chance.whole(0, 4); index > 0; index -= 1) {
      const status = chance.pick(['present', 'late', 'absent', 'excused', null] as const);
      acts.push({
        kind: 'mark',
        at: within(60),
        phone: staff(),
        session,
        student: chance.pick(STUDENTS),
        status,
      });
    }
    if (chance.happens(0.3))
      acts.push({ kind: 'headcount', at: within(20), phone: staff(), session, count: chance.whole(0, 90) });
    if (chance.happens(0.75)) acts.push({ kind: 'complete', at: within(55), phone: staff(), session });
    if (chance.happens(0.15)) acts.push({ kind: 'reopen', at: within(70), phone: staff(), session });
    if (chance.happens(0.1)) acts.push({ kind: 'cancel', at: within(70), phone: staff(), session });
    for (let index = chance.whole(0, 2); index > 0; index -= 1) {
      const decision = chance.happens(0.7) ? 'accept' : 'reject';
      acts.push({ kind: 'review', at: within(60), phone: staff(), scan: chance.whole(0, 40), decision });
    }
    if (chance.happens(0.3))
      acts.push({ kind: 'witness', at: within(18), phone: staff(), scan: chance.whole(0, 40) });
  }
  return acts;
}

function office(chance: Chance): UnnumberedAct[] {
  const acts: UnnumberedAct[] = [];
  const anyTime = () => chance.whole(FIRST_ACT, LAST_ACT);
  for (const of of CLASS_NAMES) {
    for (let index = chance.whole(0, 2); index > 0; index -= 1) {
      const walkIn = chance.happens(0.4);
      const student = walkIn && chance.happens(0.6) ? `W${chance.whole(1, 3)}` : chance.pick(STUDENTS);
      acts.push({ kind: 'enrol', at: anyTime(), phone: chance.pick(STAFF_OF[of]), of, student, walkIn });
    }
    if (chance.happens(0.35)) {
      const student = chance.pick(STUDENTS);
      acts.push({ kind: 'unenrol', at: anyTime(), phone: chance.pick(STAFF_OF[of]), of, student });
    }
  }
  for (let index = chance.whole(0, 6); index > 0; index -= 1)
    acts.push({ kind: 'sync', at: anyTime(), phone: chance.whole(0, OWNERS.length - 1) });
  for (let index = chance.whole(0, 3); index > 0; index -= 1) {
    const phone = chance.pick(STUDENT_PHONES);
    const at = anyTime();
    const person = chance.happens(0.5) ? chance.pick(STUDENTS) : OWNERS[phone];
    if (chance.happens(0.7)) acts.push({ kind: 'logout', at, phone });
    acts.push({ kind: 'login', at: at + chance.whole(1_000, 8 * MINUTE_MS), phone, person });
  }
  if (chance.happens(0.3)) acts.push({ kind: 'excuse', at: anyTime(), phone: 4, of: 'networks' });
  return acts;
}

function faults(chance: Chance): UnnumberedAct[] {
  const acts: UnnumberedAct[] = [];
  const anyTime = () => chance.whole(FIRST_ACT, LAST_ACT);
  const anyPhone = () => chance.whole(0, OWNERS.length - 1);
  for (let index = chance.whole(0, 24); index > 0; index -= 1) {
    const forMs = chance.happens(0.3)
      ? chance.whole(30, 120) * MINUTE_MS
      : chance.whole(20_000, 15 * MINUTE_MS);
    acts.push({ kind: 'weather', at: anyTime(), phone: anyPhone(), weather: chance.pick(WEATHERS), forMs });
  }
  for (let index = chance.whole(0, 6); index > 0; index -= 1) {
    acts.push({
      kind: 'crash_phone',
      at: anyTime(),
      phone: anyPhone(),
      effects: chance.whole(0, 12),
      downMs: chance.whole(1_000, 10 * MINUTE_MS),
    });
  }
  for (let index = chance.whole(0, 4); index > 0; index -= 1) {
    acts.push({
      kind: 'crash_server',
      at: anyTime(),
      point: chance.pick(['now', 'before_commit', 'after_commit', 'after_commit'] as const),
      commits: chance.whole(0, 3),
      downMs: chance.whole(500, 6 * MINUTE_MS),
    });
  }
  for (let index = chance.happens(0.35) ? chance.whole(1, 2) : 0; index > 0; index -= 1)
    acts.push({ kind: 'wipe', at: anyTime(), phone: anyPhone(), withJournal: chance.happens(0.3) });
  for (let index = chance.happens(0.4) ? chance.whole(1, 3) : 0; index > 0; index -= 1) {
    const byMs = chance.happens(0.5) ? chance.whole(-5_000, 5_000) : chance.whole(-60, 60) * MINUTE_MS;
    acts.push({ kind: 'clock_step', at: anyTime(), phone: anyPhone(), byMs });
  }
  if (chance.happens(0.12)) {
    const at = anyTime();
    acts.push({ kind: 'backup', at });
    const lostAt = at + chance.whole(1, 60) * MINUTE_MS;
    acts.push({
      kind: 'restore',
      at: Math.min(lostAt, LAST_ACT),
      downMs: chance.whole(1_000, 5 * MINUTE_MS),
    });
  }
  if (chance.happens(0.3)) acts.push({ kind: 'lose_cookie', at: anyTime(), phone: anyPhone() });
  if (chance.happens(0.3)) acts.push({ kind: 'old_fact', at: anyTime(), phone: anyPhone() });
  if (chance.happens(0.08)) acts.push({ kind: 'revoke', at: anyTime(), phone: 1, victim: 0 });
  return acts;
}
