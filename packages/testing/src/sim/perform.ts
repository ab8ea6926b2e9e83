/** Makes one act happen in a world. What can't be done at that moment (nobody signed in, no code on a screen) isn't. */
import { createHash } from 'node:crypto';
import type { FactId, SessionRef } from '@hazri/domain';
import {
  assertNever,
  dayOfStep,
  DEFAULT_POLICY,
  encodeToken,
  factKey,
  sessionRef,
  shortCodeFromMac,
  shortCodeMessage,
  tokenMessage,
  uuidv7,
} from '@hazri/domain';
import type { Act } from './acts.ts';
import { describeAct } from './acts.ts';
import type { Chance } from './chance.ts';
import { chanceOf } from './chance.ts';
import type { Phone } from './phone.ts';
import { CLASS_IDS, DAY_MS, idOf, person, START } from './school.ts';
import type { World } from './world.ts';

type ActOf<Kind extends Act['kind']> = Extract<Act, { readonly kind: Kind }>;

/** A camera that sees two frames sees them this far apart. */
const FRAME_GAP_MS = DEFAULT_POLICY.frameMs;

export function perform(world: World, act: Act): void {
  world.log(describeAct(act, START));
  world.count(act.kind);
  world.go(() => deed(world, act));
}

async function deed(world: World, act: Act): Promise<void> {
  if (act.kind === 'crash_server') {
    world.restartAfterMs = act.downMs;
    world.server.plan(act.point, act.commits);
    return;
  }
  if (act.kind === 'backup') {
    await world.server.backUp();
    return;
  }
  if (act.kind === 'restore') {
    world.restartAfterMs = act.downMs;
    world.server.loseDisk();
    return;
  }
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
      await phone.state('session.cancelled', { sessionId: id, at: phone.deviceNow(), reason: 'rain' });
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
      await phone.state('mark', { sessionId: id, studentId: person(student).uuid, status });
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
      await enrol(phone, act, chance);
      return;
    case 'unenrol': {
      const until = await phone.anchoredNow();
      const studentId = person(act.student).uuid;
      await phone.state('enrolment.ended', { classId: CLASS_IDS[act.of], studentId, until });
      return;
    }
    case 'excuse': {
      const excuseId = uuidv7<'fact'>(act.at, chance.bytes(10));
      const span = { from: START, until: START + DAY_MS };
      await phone.state('excuse', { excuseId, classId: CLASS_IDS[act.of], ...span, reason: 'ill' });
      return;
    }
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
      if (victim?.deviceId) await phone.revoke(victim.deviceId);
      return;
    }
    case 'weather': {
      const spell = { kind: act.weather, from: act.at, until: act.at + act.forMs };
      world.weathers.set(act.phone, [...(world.weathers.get(act.phone) ?? []), spell]);
      return;
    }
    case 'clock_step':
      phone.stepClock(act.byMs);
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

/** The journal keeps what was unsent (DEV8). What was acknowledged by a life of the server that is lost is gone. */
async function wipe(world: World, phone: Phone, act: ActOf<'wipe'>): Promise<void> {
  if (!phone.signedIn) return;
  const { unsent, acknowledged } = phone.wipe(phone.signedIn, act.withJournal);
  const gone = world.server.isUp ? await world.missingFacts(acknowledged) : acknowledged;
  for (const key of act.withJournal ? [...unsent, ...gone] : gone) world.ledger.lostForGood.add(key);
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

function kidOf(phone: Phone): number | null {
  return phone.signedIn ? (phone.account(phone.signedIn)?.kid ?? null) : null;
}

async function open(world: World, phone: Phone, act: ActOf<'open'>): Promise<void> {
  const { id, of, startsAt } = world.session(act.session);
  const fact = await phone.state('session.opened', {
    sessionId: id,
    classId: CLASS_IDS[of],
    startsAt,
    kid: kidOf(phone) ?? 1,
    clockOffsetMs: Math.round(await phone.clockOffsetMs()),
    policy: DEFAULT_POLICY,
  });
  if (fact === null || kidOf(phone) === null) return;
  world.screens.set(act.session, (world.screens.get(act.session) ?? new Set()).add(act.phone));
}

async function move(world: World, phone: Phone, act: ActOf<'complete' | 'reopen'>): Promise<void> {
  const { id } = world.session(act.session);
  const kind = act.kind === 'complete' ? 'session.completed' : 'session.reopened';
  const clockOffsetMs = Math.round(await phone.clockOffsetMs());
  await phone.state(kind, { sessionId: id, at: phone.deviceNow(), clockOffsetMs });
}

/** The same for every screen that shows a step of a session with a key. */
function nonceOf(kid: number, ref: SessionRef, stepStart: number): string {
  return createHash('sha256').update(`${kid}/${ref}/${stepStart}`).digest('hex').slice(0, 8);
}

function stepAt(time: number): number {
  return Math.floor(time / DEFAULT_POLICY.rotationMs) * (DEFAULT_POLICY.rotationMs / 1_000);
}

async function shown(world: World, phone: Phone, act: ActOf<'shown'>): Promise<void> {
  const kid = kidOf(phone);
  if (kid === null) return;
  const { id } = world.session(act.session);
  const first = stepAt(await phone.anchoredNow());
  const steps = Array.from({ length: act.steps }, (_, index): [number, string] => {
    const stepStart = first + (index * DEFAULT_POLICY.rotationMs) / 1_000;
    return [stepStart, nonceOf(kid, sessionRef(id), stepStart)];
  });
  const clockOffsetMs = Math.round(await phone.clockOffsetMs());
  await phone.state('codes.shown', { sessionId: id, kid, clockOffsetMs, steps });
}

async function scan(world: World, phone: Phone, act: ActOf<'scan'>): Promise<void> {
  const { id, of } = world.session(act.session);
  const screens = [...(world.screens.get(act.session) ?? [])].map((index) => world.phone(index));
  const screen = screens[act.number % Math.max(1, screens.length)];
  const kid = screen ? kidOf(screen) : null;
  if (!screen || kid === null || !phone.signedIn) return;
  const who = phone.signedIn;
  const seenAt = (await screen.anchoredNow()) - act.ageMs;
  const scannedAt = phone.deviceNow();
  if (act.how === 'typed') {
    const step = stepAt(seenAt);
    const mac = world.keys.sessionMac(kid, dayOfStep(step), sessionRef(id), shortCodeMessage(step));
    const shortCode = act.forged ? '00000000' : shortCodeFromMac(mac);
    await phone.state('scan', { classId: CLASS_IDS[of], shortCode, scannedAt, how: 'typed' });
    return;
  }
  const textAt = (time: number): string => {
    const stepStart = stepAt(time);
    const frame = Math.floor((time - stepStart * 1_000) / DEFAULT_POLICY.frameMs);
    const nonce = nonceOf(kid, sessionRef(id), stepStart);
    const fields = { kid: act.forged ? (kid ^ 1) >>> 0 : kid, ref: sessionRef(id), stepStart, frame, nonce };
    return encodeToken(
      fields,
      world.keys.sessionMac(kid, dayOfStep(stepStart), fields.ref, tokenMessage(fields)),
    );
  };
  const tokens =
    act.frames === 2
      ? [
          { text: textAt(seenAt - FRAME_GAP_MS), gapMs: 0 },
          { text: textAt(seenAt), gapMs: FRAME_GAP_MS },
        ]
      : [{ text: textAt(seenAt), gapMs: 0 }];
  const made = await phone.state('scan', { tokens, scannedAt, how: act.how });
  if (made === null) return;
  world.scanned.push({
    phone: act.phone,
    person: who,
    scanId: made.id,
    tokenText: tokens[0]?.text ?? '',
    claimedAt: scannedAt,
  });
}

function pickScan(world: World, number: number) {
  return world.scanned.length === 0 ? undefined : world.scanned[number % world.scanned.length];
}

/** Whoever saw a receipt code knows the id and the token of its scan. */
async function steal(world: World, phone: Phone, act: ActOf<'steal'>): Promise<void> {
  const seen = world.scanned.at(-1 - act.ago);
  const thief = phone.signedIn;
  if (!seen || !thief) return;
  const key = factKey(thief.uuid, seen.scanId);
  // Their own, or had already: even a thief states one fact under one id.
  if (world.ledger.saved.has(key) || world.stolen.has(key)) return;
  world.stolen.add(key);
  if (world.server.isUp && (await world.missingFacts([factKey(seen.person.uuid, seen.scanId)])).length > 0)
    world.count('ids taken before their scan was sent');
  if (act.as === 'mark') {
    const { id } = world.session(0);
    await phone.stateUnder(seen.scanId, 'mark', { sessionId: id, studentId: thief.uuid, status: 'present' });
    return;
  }
  const claimedAt = phone.deviceNow();
  const body = { tokens: [{ text: seen.tokenText, gapMs: 0 }], scannedAt: claimedAt, how: 'camera' } as const;
  const made = await phone.stateUnder(seen.scanId, 'scan', body);
  if (made) world.scanned.push({ ...seen, phone: act.phone, person: thief, claimedAt });
}

async function witness(world: World, phone: Phone, act: ActOf<'witness'>): Promise<void> {
  const seen = pickScan(world, act.scan);
  const students = seen && world.phone(seen.phone);
  if (!seen || students?.signedIn?.uuid !== seen.person.uuid) return;
  const receipt = students.receipt(seen.scanId, seen.person.uuid, seen.tokenText, seen.claimedAt);
  if (receipt !== null) await phone.state('witness', { receipt });
}

async function enrol(phone: Phone, act: ActOf<'enrol'>, chance: Chance): Promise<void> {
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
  await phone.state('enrolment.added', { classId, from, person: made });
}

/** What an older, a newer and a broken app might have left behind. */
function oldFact(world: World, phone: Phone, chance: Chance): void {
  const who = phone.signedIn;
  if (!who) return;
  const madeAt = phone.deviceNow();
  const id: FactId = uuidv7<'fact'>(madeAt, chance.bytes(10));
  const envelope = { id, madeAt, hlc: [madeAt, 0] as const };
  const fact = chance.pick([
    { ...envelope, kind: 'attendance.claimed', v: 1, body: { code: '1234' } },
    { ...envelope, kind: 'scan', v: 2, body: { image: 'x' } },
    { ...envelope, kind: 'scan', v: 1, body: { token: 'old' } },
  ]);
  phone.plant(who, fact);
  world.planted.add(factKey(who.uuid, id));
  phone.want('hint');
}
