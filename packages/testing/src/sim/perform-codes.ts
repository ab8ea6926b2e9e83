/** What people do with codes: open a session, show, scan, type, witness. */
import { createHash } from 'node:crypto';
import type { FactBodies, FactFor, Policy, SessionRef } from '@hazri/domain';
import {
  dayOfStep,
  DEFAULT_POLICY,
  encodeToken,
  factKey,
  frameAt,
  sessionRef,
  shortCodeFromMac,
  shortCodeMessage,
  stepStartAt,
  tokenMessage,
} from '@hazri/domain';
import type { ActOf } from './acts.ts';
import type { Phone } from './phone.ts';
import { CLASS_IDS, POLICIES } from './school.ts';
import type { World } from './world.ts';

/** A camera that sees two frames sees them this far apart. */
const FRAME_GAP_MS = DEFAULT_POLICY.frameMs;

function kidOf(phone: Phone): number | null {
  return phone.signedIn ? (phone.account(phone.signedIn)?.kid ?? null) : null;
}

export async function open(world: World, phone: Phone, act: ActOf<'open'>): Promise<void> {
  const policy = POLICIES[act.policy ?? 'usual'];
  const { id, of, startsAt } = world.session(act.session);
  const fact = await phone.state('session.opened', {
    sessionId: id,
    classId: CLASS_IDS[of],
    startsAt,
    kid: kidOf(phone) ?? 1,
    clockOffsetMs: Math.round(await phone.clockOffsetMs()),
    policy,
  });
  if (fact === null || kidOf(phone) === null) return;
  world.screens.set(
    act.session,
    (world.screens.get(act.session) ?? new Map<number, Policy>()).set(act.phone, policy),
  );
}

export async function move(world: World, phone: Phone, act: ActOf<'complete' | 'reopen'>): Promise<void> {
  const { id } = world.session(act.session);
  const kind = act.kind === 'complete' ? 'session.completed' : 'session.reopened';
  const clockOffsetMs = Math.round(await phone.clockOffsetMs());
  await phone.state(kind, { sessionId: id, at: phone.clock.deviceNow(), clockOffsetMs });
}

/** The same for every screen that shows a step of a session with a key. */
function nonceOf(kid: number, ref: SessionRef, stepStart: number): string {
  return createHash('sha256').update(`${kid}/${ref}/${stepStart}`).digest('hex').slice(0, 8);
}

export async function shown(world: World, phone: Phone, act: ActOf<'shown'>): Promise<void> {
  const kid = kidOf(phone);
  if (kid === null) return;
  const { id } = world.session(act.session);
  const { rotationMs } = world.screens.get(act.session)?.get(act.phone) ?? DEFAULT_POLICY;
  const first = stepStartAt(await phone.anchoredNow(), rotationMs);
  const steps = Array.from({ length: act.steps }, (_, index): [number, string] => {
    const stepStart = first + (index * rotationMs) / 1_000;
    return [stepStart, nonceOf(kid, sessionRef(id), stepStart)];
  });
  const clockOffsetMs = Math.round(await phone.clockOffsetMs());
  await phone.state('codes.shown', { sessionId: id, kid, clockOffsetMs, steps });
}

export async function scan(world: World, phone: Phone, act: ActOf<'scan'>): Promise<void> {
  const { id, of } = world.session(act.session);
  const screens = [...(world.screens.get(act.session) ?? [])];
  const [index, policy] = screens[act.number % Math.max(1, screens.length)] ?? [];
  if (index === undefined || policy === undefined) return;
  const screen = world.phone(index);
  const kid = kidOf(screen);
  if (kid === null || !phone.signedIn) return;
  const who = phone.signedIn;
  const { heldBackMs = 0 } = act;
  const seenAt = (await screen.anchoredNow()) - act.ageMs;
  const scannedAt = phone.clock.deviceNow();
  /** Of the same person, or not at all. */
  const state = async (body: FactBodies['scan']): Promise<FactFor<'scan'> | null> => {
    if (heldBackMs > 0) await new Promise<void>((resolve) => world.time.after(heldBackMs, resolve));
    if (phone.signedIn?.uuid !== who.uuid) return null;
    if (heldBackMs > 0) world.heldBack.add(scannedAt);
    return phone.state('scan', body);
  };
  if (act.how === 'typed') {
    const step = stepStartAt(seenAt, policy.rotationMs);
    const mac = world.keys.sessionMac(kid, dayOfStep(step), sessionRef(id), shortCodeMessage(step));
    const shortCode = act.forged ? '00000000' : shortCodeFromMac(mac);
    await state({ classId: CLASS_IDS[of], shortCode, scannedAt, how: 'typed' });
    return;
  }
  const textAt = (time: number): string => {
    const stepStart = stepStartAt(time, policy.rotationMs);
    const frame = frameAt(time, stepStart, policy);
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
  const made = await state({ tokens, scannedAt, how: act.how });
  if (made === null) return;
  world.scanned.push({
    phone: act.phone,
    person: who,
    scanId: made.id,
    tokenText: tokens[0]?.text ?? '',
    claimedAt: scannedAt,
  });
}

export function pickScan(world: World, number: number) {
  return world.scanned.length === 0 ? undefined : world.scanned[number % world.scanned.length];
}

export async function witness(world: World, phone: Phone, act: ActOf<'witness'>): Promise<void> {
  const seen = pickScan(world, act.scan);
  const students = seen && world.phone(seen.phone);
  if (!seen || students?.signedIn?.uuid !== seen.person.uuid) return;
  const receipt = students.receipt(seen.scanId, seen.person.uuid, seen.tokenText, seen.claimedAt);
  if (receipt !== null) await phone.state('witness', { receipt });
}

/** Whoever saw a receipt code knows the id and the token of its scan. */
export async function steal(world: World, phone: Phone, act: ActOf<'steal'>): Promise<void> {
  const seen = world.scanned.at(-1 - act.ago);
  const thief = phone.signedIn;
  // One person with two phones may contradict themselves: that is no theft, and their later word is refused.
  if (!seen || !thief || thief.uuid === seen.person.uuid) return;
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
  const claimedAt = phone.clock.deviceNow();
  const body = { tokens: [{ text: seen.tokenText, gapMs: 0 }], scannedAt: claimedAt, how: 'camera' } as const;
  const made = await phone.stateUnder(seen.scanId, 'scan', body);
  if (made) world.scanned.push({ ...seen, phone: act.phone, person: thief, claimedAt });
}
