/** Makes one act happen in a world. What can't be done at that moment (nobody signed in, no code on a screen) isn't. */
import type { FactId } from '@hazri/domain';
import { assertNever, uuidv7 } from '@hazri/domain';
import type { Act, ActOf } from './acts.ts';
import { describeAct } from './acts.ts';
import type { Chance } from './chance.ts';
import { chanceOf } from './chance.ts';
import { move, open, pickScan, scan, shown, steal, witness } from './perform-codes.ts';
import { burst, oldFact, upgrade, wipe } from './perform-phones.ts';
import type { Phone } from './phone.ts';
import { CLASS_IDS, DAY_MS, idOf, MINUTE_MS, person, START } from './school.ts';
import type { World } from './world.ts';

export function perform(world: World, act: Act): void {
  world.log(describeAct(act, START));
  world.count(act.kind);
  if (act.kind === 'weather') world.count(`spell: ${act.weather}`);
  world.go(() => deed(world, act));
}

async function deed(world: World, act: Act): Promise<void> {
  if ('phone' in act) await deedOf(world, act);
  else await befall(world, act);
}

/** What happens to the server, or to everybody. */
async function befall(world: World, act: Exclude<Act, { readonly phone: number }>): Promise<void> {
  const { server } = world;
  switch (act.kind) {
    case 'crash_server':
      world.restartAfterMs = act.downMs;
      server.plan(act.point, act.commits);
      return;
    case 'backup':
      await server.backUp();
      return;
    case 'restore':
      world.restartAfterMs = act.downMs;
      server.loseDisk();
      return;
    case 'partition':
      world.sky.push({ kind: 'offline', from: act.at, until: act.at + act.forMs });
      if (act.storms === true) storm(world, act.forMs);
      return;
    case 'overload':
      server.overload(act.forMs);
      return;
    case 'sick_disk':
      world.count(`disk: ${act.ails}`);
      server.sicken(act.ails, act.forMs);
      return;
    case 'dismiss':
      await server.dismiss(CLASS_IDS[act.of], person(act.person).uuid);
      return;
    default:
      assertNever(act);
  }
}

async function deedOf(world: World, act: Extract<Act, { readonly phone: number }>): Promise<void> {
  const phone = world.phone(act.phone);
  const chance = chanceOf(world.plan.seed, 'act', act.number);
  switch (act.kind) {
    case 'open':
      await open(world, phone, act);
      return;
    case 'complete':
    case 'reopen':
      await move(world, phone, act);
      return;
    case 'cancel': {
      const { id } = world.session(act.session);
      await phone.state('session.cancelled', { sessionId: id, at: phone.clock.deviceNow(), reason: 'rain' });
      return;
    }
    case 'shown':
      await shown(world, phone, act);
      return;
    case 'scan':
      await scan(world, phone, act);
      return;
    case 'mark': {
      const { id } = world.session(act.session);
      const { status, student } = act;
      // Some name a walk-in by the id that a device gave them.
      const walkIn = chance.happens(0.2) ? world.walkIns.at(-1) : undefined;
      await phone.state('mark', { sessionId: id, studentId: walkIn ?? person(student).uuid, status });
      return;
    }
    case 'headcount':
      await phone.state('headcount', { sessionId: world.session(act.session).id, count: act.count });
      return;
    case 'review': {
      const seen = pickScan(world, act.scan);
      // Older apps don't say whose scan they mean.
      const whose = chance.happens(0.7) ? { studentId: seen?.person.uuid } : {};
      if (seen) await phone.state('review', { scanId: seen.scanId, ...whose, decision: act.decision });
      return;
    }
    case 'steal':
      await steal(world, phone, act);
      return;
    case 'witness':
      await witness(world, phone, act);
      return;
    case 'enrol':
      await enrol(world, phone, act, chance);
      return;
    case 'unenrol': {
      const until = (await phone.anchoredNow()) + act.inMs;
      const studentId = person(act.student).uuid;
      await phone.state('enrolment.ended', { classId: CLASS_IDS[act.of], studentId, until });
      return;
    }
    case 'paper':
      await paper(world, phone, act, chance);
      return;
    case 'guess':
      for (let tries = 0; tries < act.tries; tries += 1) {
        const shortCode = String(chance.whole(10_000_000, 99_999_999));
        const scannedAt = phone.clock.deviceNow();
        await phone.state('scan', { classId: CLASS_IDS[act.of], shortCode, scannedAt, how: 'typed' });
      }
      return;
    case 'burst':
      await burst(world, phone, act);
      return;
    case 'renew_keys':
      await phone.fetchKeys();
      return;
    case 'new_password':
      await phone.renewPassword();
      return;
    case 'upgrade':
      await upgrade(world, phone, act, chance);
      return;
    case 'storage_full':
      world.count(act.readable === true ? 'quota used up' : 'database closed');
      phone.storage.fill(act);
      return;
    case 'sync':
      phone.want('now');
      return;
    case 'login':
      await login(world, phone, act.person);
      return;
    case 'logout':
      await phone.logout();
      return;
    case 'lose_cookie':
      phone.loseCookie();
      return;
    case 'old_fact':
      oldFact(world, phone, chance);
      return;
    case 'revoke': {
      const victim = world.phone(act.victim).account(person(ownerOf(world, act.victim)));
      if (victim?.deviceId) await phone.requests.revoke(victim.deviceId);
      return;
    }
    case 'weather': {
      const spell = { kind: act.weather, from: act.at, until: act.at + act.forMs };
      world.weathers.set(act.phone, [...(world.weathers.get(act.phone) ?? []), spell]);
      return;
    }
    case 'clock_step':
      phone.clock.step(act.byMs);
      return;
    case 'crash_phone':
      phone.crash(act.effects, act.downMs);
      return;
    case 'wipe':
      await wipe(world, phone, act);
      return;
    default:
      assertNever(act);
  }
}

function storm({ time, phones }: World, afterMs: number): void {
  time.after(afterMs, () => {
    for (const phone of phones) phone.want('now');
  });
}

export function ownerOf(world: World, phone: number): string {
  const planned = world.plan.phones[phone];
  if (!planned) throw new Error(`no phone ${phone}`);
  return planned.owner;
}

/** Signs in and, for staff, fetches the keys to show codes with. */
export async function login(world: World, phone: Phone, name: string): Promise<boolean> {
  const who = person(name);
  const done = await phone.login(who);
  world.log(`${name} ${done ? 'is signed in' : 'could not sign in'} on ${phone.traits.name}`);
  if (done && who.staffOf.length > 0) await phone.fetchKeys();
  return done;
}

async function enrol(world: World, phone: Phone, act: ActOf<'enrol'>, chance: Chance): Promise<void> {
  const from = (await phone.anchoredNow()) - (chance.happens(0.5) ? DAY_MS : 0);
  const classId = CLASS_IDS[act.of];
  const isStranger = act.student.startsWith('W');
  if (!act.walkIn) {
    await phone.state('enrolment.added', { classId, from, studentId: person(act.student).uuid });
    return;
  }
  const made = {
    personId: idOf<'user'>(uuidv7(act.at, chance.bytes(10))),
    givenName: 'Walk',
    familyName: 'In',
    studentNo: isStranger ? act.student : (person(act.student).studentNo ?? act.student),
  };
  const fact = await phone.state('enrolment.added', { classId, from, person: made });
  if (fact !== null) world.walkIns.push(made.personId);
}

async function paper(world: World, phone: Phone, act: ActOf<'paper'>, chance: Chance): Promise<void> {
  const id: FactId = uuidv7<'fact'>(START, chanceOf(world.plan.seed, 'paper', act.request).bytes(10));
  const sessionId = world.session(act.session).id;
  const { decision, student } = act;
  const answer = { decision, ...(student === null ? {} : { studentId: person(student).uuid }) };
  switch (act.paper) {
    case 'excuse': {
      const from = START + chance.whole(-60, 100) * MINUTE_MS;
      const span = { from, until: from + chance.whole(0, 120) * MINUTE_MS };
      await phone.state('excuse', { excuseId: id, classId: CLASS_IDS[act.of], ...span, reason: 'ill' });
      return;
    }
    case 'excuse.decided':
      await phone.state('excuse.decided', { excuseId: id, ...answer });
      return;
    case 'appeal':
      await phone.state('appeal', { appealId: id, sessionId, reason: 'I was there' });
      return;
    case 'appeal.decided':
      await phone.state('appeal.decided', { appealId: id, ...answer });
      return;
    default:
      assertNever(act.paper);
  }
}
