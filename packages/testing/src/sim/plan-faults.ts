/** What goes wrong: on the way, on phones, and on the server. */
import { MAX_ROWS_PER_PAGE } from '@hazri/sync-protocol';
import type { UnnumberedAct } from './acts.ts';
import { FIRST_ACT, LAST_ACT, OWNERS, STUDENT_PHONES, STUDENTS } from './cast.ts';
import type { Chance } from './chance.ts';
import { WEATHERS } from './network.ts';
import { MINUTE_MS } from './school.ts';

export function faults(chance: Chance): UnnumberedAct[] {
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
  if (chance.happens(0.3)) acts.push({ kind: 'lose_cookie', at: anyTime(), phone: anyPhone() });
  if (chance.happens(0.3)) acts.push({ kind: 'old_fact', at: anyTime(), phone: anyPhone() });
  if (chance.happens(0.08)) acts.push({ kind: 'revoke', at: anyTime(), phone: 1, victim: 0 });
  return acts;
}

/** What becomes of a phone's storage and of its app. */
export function devices(chance: Chance): UnnumberedAct[] {
  const acts: UnnumberedAct[] = [];
  const anyTime = () => chance.whole(FIRST_ACT, LAST_ACT);
  const anyPhone = () => chance.whole(0, OWNERS.length - 1);
  for (let index = chance.happens(0.25) ? chance.whole(1, 3) : 0; index > 0; index -= 1) {
    const forMs = chance.whole(5_000, 25 * MINUTE_MS);
    const withJournal = chance.happens(0.3);
    acts.push({ kind: 'storage_full', at: anyTime(), phone: anyPhone(), forMs, withJournal });
  }
  for (let index = chance.happens(0.25) ? chance.whole(1, 3) : 0; index > 0; index -= 1)
    acts.push({ kind: 'upgrade', at: anyTime(), phone: anyPhone(), leaves: chance.whole(0, 3) });
  if (chance.happens(0.08)) acts.push(...fullOutbox(chance, anyTime(), anyPhone()));
  if (chance.happens(0.1)) acts.push({ kind: 'new_password', at: anyTime(), phone: anyPhone() });
  return acts;
}

/** Rows of one scope that no single answer holds (SYNC4). */
const MORE_THAN_A_PAGE = MAX_ROWS_PER_PAGE + 30;

/** More than one request carries, offline, and then something happens to the phone. */
function fullOutbox(chance: Chance, at: number, phone: number): UnnumberedAct[] {
  const forMs = chance.whole(5, 30) * MINUTE_MS;
  const then = at + chance.whole(1_000, forMs);
  const fate = chance.pick(['logout', 'upgrade', 'wipe', 'crash_phone', 'nothing'] as const);
  const acts: UnnumberedAct[] = [
    { kind: 'weather', at: at - 1_000, phone, weather: 'offline', forMs },
    {
      kind: 'burst',
      at,
      phone,
      session: chance.whole(0, 2),
      facts: chance.happens(0.15) ? MORE_THAN_A_PAGE : chance.whole(90, 230),
    },
  ];
  switch (fate) {
    case 'logout':
      acts.push({ kind: 'logout', at: then, phone });
      acts.push({ kind: 'login', at: at + forMs + 1_000, phone, person: OWNERS[phone] ?? 'farid' });
      return acts;
    case 'upgrade':
      return [...acts, { kind: 'upgrade', at: then, phone, leaves: 2 }];
    case 'wipe':
      return [...acts, { kind: 'wipe', at: then, phone, withJournal: false }];
    case 'crash_phone':
      return [...acts, { kind: 'crash_phone', at: then, phone, effects: 0, downMs: MINUTE_MS }];
    case 'nothing':
      return acts;
  }
}

/** What happens to everybody at once. */
export function server(chance: Chance): UnnumberedAct[] {
  const acts: UnnumberedAct[] = [];
  const anyTime = () => chance.whole(FIRST_ACT, LAST_ACT);
  if (chance.happens(0.15)) {
    const at = anyTime();
    acts.push({ kind: 'backup', at });
    if (chance.happens(0.3)) acts.push({ kind: 'backup', at: at + chance.whole(1, 50) * MINUTE_MS });
    // Twice: once from the backup, and once more from the same one or from one of the second life.
    for (let index = chance.happens(0.3) ? 2 : 1; index > 0; index -= 1) {
      const lostAt = Math.min(LAST_ACT, at + chance.whole(1, 60) * MINUTE_MS);
      acts.push({ kind: 'restore', at: lostAt, downMs: chance.whole(1_000, 5 * MINUTE_MS) });
      if (chance.happens(0.3))
        acts.push({ kind: 'partition', at: lostAt - MINUTE_MS, forMs: chance.whole(2, 20) * MINUTE_MS });
    }
  }
  if (chance.happens(0.15))
    acts.push({ kind: 'partition', at: anyTime(), forMs: chance.whole(1, 40) * MINUTE_MS });
  if (chance.happens(0.2))
    acts.push({ kind: 'overload', at: anyTime(), forMs: chance.whole(10, 20 * 60) * 1_000 });
  if (chance.happens(0.15)) {
    const person = chance.pick(['assistant', 'prof', 'prof', 'rival'] as const);
    // Late, they have been told of their students, and are told to forget it.
    const at = chance.happens(0.5) ? LAST_ACT - chance.whole(0, 20) * MINUTE_MS : anyTime();
    acts.push({ kind: 'dismiss', at, of: person === 'rival' ? 'compilers' : 'networks', person });
  }
  return acts;
}

/** What becomes of the server's disk, while everybody has something to send or none. */
export function disk(chance: Chance): UnnumberedAct[] {
  const acts: UnnumberedAct[] = [];
  for (let index = chance.happens(0.3) ? chance.whole(1, 3) : 0; index > 0; index -= 1) {
    const at = chance.whole(FIRST_ACT, LAST_ACT);
    const ails = chance.pick(['slow', 'slow', 'full', 'failing'] as const);
    acts.push({ kind: 'sick_disk', at, ails, forMs: chance.whole(5_000, 12 * MINUTE_MS) });
    // Everybody was away before and comes at once.
    if (chance.happens(0.6)) {
      const forMs = chance.whole(1, 12) * MINUTE_MS;
      acts.push({ kind: 'partition', at: at - forMs, forMs, storms: true });
    }
  }
  return acts;
}

/** What staff state while nobody has a network reaches the server with everybody's sync at once (SYNC3). */
export function storms(acts: readonly UnnumberedAct[], chance: Chance): UnnumberedAct[] {
  return acts.flatMap((act): UnnumberedAct[] => {
    if ((act.kind !== 'complete' && act.kind !== 'mark') || !chance.happens(0.06)) return [];
    const before = chance.whole(1_000, MINUTE_MS);
    const forMs = before + chance.whole(1_000, 3 * MINUTE_MS);
    return [{ kind: 'partition', at: act.at - before, forMs, storms: true }];
  });
}

/** A few students' apps are of their own making: they hold scans back until it suits them (SCAN8). */
export function heldBack(acts: readonly UnnumberedAct[], chance: Chance): UnnumberedAct[] {
  return acts.map((act): UnnumberedAct => {
    if (act.kind !== 'scan' || !chance.happens(0.03)) return act;
    return { ...act, heldBackMs: chance.whole(1, 40) * MINUTE_MS };
  });
}

/** Somebody scans for a friend as well, on the same phone (SCAN9). */
export function lentPhones(acts: readonly UnnumberedAct[], chance: Chance): UnnumberedAct[] {
  return acts.flatMap((act): UnnumberedAct[] => {
    if (act.kind !== 'scan' || !chance.happens(0.04)) return [];
    const { phone } = act;
    const at = act.at + chance.whole(5_000, 40_000);
    return [
      { kind: 'login', at, phone, person: chance.pick(STUDENTS) },
      { ...act, at: at + chance.whole(5_000, 60_000) },
      { kind: 'login', at: at + 2 * MINUTE_MS, phone, person: OWNERS[phone] ?? 'farid' },
    ];
  });
}

/** A phone's storage takes nothing when something is scanned, and perhaps the server then forgets it (DEV7, SYNC6). */
export function spills(acts: readonly UnnumberedAct[], chance: Chance): UnnumberedAct[] {
  return acts.flatMap((act): UnnumberedAct[] => {
    if (act.kind !== 'scan' || !chance.happens(0.05)) return [];
    const { phone } = act;
    const before = chance.whole(1_000, MINUTE_MS);
    const forMs = before + chance.whole(5_000, 25 * MINUTE_MS);
    const full = { withJournal: chance.happens(0.3), readable: chance.happens(0.5) };
    const made: UnnumberedAct[] = [{ kind: 'storage_full', at: act.at - before, phone, forMs, ...full }];
    if (!chance.happens(0.2)) return made;
    const lostAt = act.at + chance.whole(30_000, 10 * MINUTE_MS);
    return [
      ...made,
      { kind: 'backup', at: act.at - before },
      { kind: 'restore', at: lostAt, downMs: chance.whole(1_000, MINUTE_MS) },
    ];
  });
}

/** Somebody films a receipt code and states a fact with its id (FACT4), mostly while its own phone is offline. */
export function thefts(acts: readonly UnnumberedAct[], chance: Chance): UnnumberedAct[] {
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
