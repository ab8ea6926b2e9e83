/** What people do: lessons with their codes, and what the office sees to. */
import type { UnnumberedAct } from './acts.ts';
import { FIRST_ACT, LAST_ACT, OWNERS, SESSION_CLASSES, STAFF_OF, STUDENT_PHONES, STUDENTS } from './cast.ts';
import type { Chance } from './chance.ts';
import { CLASS_NAMES, DAY_MS, MINUTE_MS, PLANNED, POLICY_NAMES, START } from './school.ts';

export function lessons(chance: Chance): UnnumberedAct[] {
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
      const at = opensAt + index * chance.whole(0, 90_000);
      const policy = chance.happens(0.6) ? 'usual' : chance.pick(POLICY_NAMES);
      acts.push({ kind: 'open', at, phone: staff(), session, policy });
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

/** Somebody is excused, and enrolled or taken off before or after: either order comes to the same (ATT4). */
export function absences(chance: Chance): UnnumberedAct[] {
  if (!chance.happens(0.25)) return [];
  const phone = chance.pick(STUDENT_PHONES);
  const student = OWNERS[phone];
  const of = 'networks';
  const anyTime = () => chance.whole(FIRST_ACT, LAST_ACT);
  const ask = { kind: 'paper', of, session: 0, request: 2, student: null, decision: 'approve' } as const;
  const staff = () => chance.pick(STAFF_OF[of]);
  const inMs = chance.pick([0, -2 * DAY_MS]);
  return [
    { ...ask, at: anyTime(), phone, paper: 'excuse' },
    { ...ask, at: anyTime(), phone: staff(), paper: 'excuse.decided' },
    { kind: 'unenrol', at: anyTime(), phone: staff(), of, student, inMs },
    { kind: 'enrol', at: anyTime(), phone: staff(), of, student, walkIn: false },
  ];
}

export function office(chance: Chance): UnnumberedAct[] {
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
      const inMs = chance.pick([0, 0, chance.whole(1, 90) * MINUTE_MS, chance.whole(-2, 5) * DAY_MS]);
      acts.push({ kind: 'unenrol', at: anyTime(), phone: chance.pick(STAFF_OF[of]), of, student, inMs });
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
  for (let index = chance.happens(0.5) ? chance.whole(1, 8) : 0; index > 0; index -= 1) {
    const paper = chance.pick(['excuse', 'excuse.decided', 'appeal', 'appeal.decided'] as const);
    const phone = paper.endsWith('decided') ? chance.pick(STAFF_OF.networks) : chance.pick(STUDENT_PHONES);
    acts.push({
      kind: 'paper',
      at: anyTime(),
      phone,
      of: 'networks',
      session: chance.pick([0, 0, 1]),
      paper,
      request: chance.whole(0, 1),
      student: chance.happens(0.6) ? chance.pick(STUDENTS) : null,
      decision: chance.happens(0.7) ? 'approve' : 'decline',
    });
  }
  if (chance.happens(0.1)) {
    const of = chance.pick(CLASS_NAMES);
    const at = START + chance.whole(0, 100) * MINUTE_MS;
    acts.push({ kind: 'guess', at, phone: chance.pick(STUDENT_PHONES), of, tries: chance.whole(2, 6) });
  }
  if (chance.happens(0.3))
    acts.push({ kind: 'renew_keys', at: anyTime(), phone: chance.pick([...STAFF_OF.networks, 3]) });
  return acts;
}
