/** What happens to a phone: lost databases, new versions, more facts than one request carries. */
import type { FactId } from '@hazri/domain';
import { factKey, uuidv7 } from '@hazri/domain';
import type { ActOf } from './acts.ts';
import type { Chance } from './chance.ts';
import type { Phone } from './phone.ts';
import { person } from './school.ts';
import type { World } from './world.ts';

/** The journal keeps what was unsent (DEV8). What was acknowledged by a life of the server that is lost is gone. */
export async function wipe(world: World, phone: Phone, act: ActOf<'wipe'>): Promise<void> {
  const who = phone.signedIn;
  if (!who) return;
  const { unsent, acknowledged, unjournalled, journalled } = phone.wipe(who, act.withJournal);
  const gone = world.server.isUp ? await world.missingFacts(acknowledged) : acknowledged;
  const lost = act.withJournal ? unsent : unjournalled;
  for (const key of [...lost, ...gone]) world.ledger.lostForGood.add(key);
  for (const key of [...unsent, ...acknowledged, ...journalled])
    world.ledger.wipedAt.set(key, world.time.now());
}

/** The new version finds what the old one left, knows less or more of it, and has another replica. */
export async function upgrade(
  world: World,
  phone: Phone,
  act: ActOf<'upgrade'>,
  chance: Chance,
): Promise<void> {
  for (let index = 0; index < act.leaves; index += 1) oldFact(world, phone, chance);
  await phone.upgrade();
}

export async function burst(world: World, phone: Phone, act: ActOf<'burst'>): Promise<void> {
  const { id } = world.session(act.session);
  const isStaff = (phone.signedIn?.staffOf.length ?? 0) > 0;
  for (let index = 0; index < act.facts; index += 1) {
    if (isStaff) await phone.state('headcount', { sessionId: id, count: index });
    else {
      const appealId = uuidv7<'fact'>(act.at + index, new Uint8Array(10));
      await phone.state('appeal', { appealId, sessionId: id, reason: `no. ${index}` });
    }
  }
  if (isStaff) await phone.state('mark', { sessionId: id, studentId: person('asha').uuid, status: 'late' });
}

/** What an older, a newer and a broken app might have left behind. */
export function oldFact(world: World, phone: Phone, chance: Chance): void {
  const who = phone.signedIn;
  if (!who) return;
  const madeAt = phone.clock.deviceNow();
  const id: FactId = uuidv7<'fact'>(madeAt, chance.bytes(10));
  const envelope = { id, madeAt, hlc: [madeAt, 0] as const };
  const fact = chance.pick([
    { ...envelope, kind: 'attendance.claimed', v: 1, body: { code: '1234' } },
    { ...envelope, kind: 'scan', v: 2, body: { image: 'x' } },
    { ...envelope, kind: 'scan', v: 1, body: { token: 'old' } },
    // Before stamps, and with more than this version knows.
    { id, madeAt, kind: 'headcount', v: 0, count: 3 },
    { ...envelope, kind: 'headcount', v: 1, mood: 'good', body: { count: 3, room: 'B2' } },
  ]);
  phone.plant(who, fact);
  world.planted.add(factKey(who.uuid, id));
  phone.want('hint');
}
