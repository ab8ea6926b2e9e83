/** What the reference fold has to be told of the world around the facts. */
import type { ClassId, Enrolment, Ground, UserId } from '@hazri/domain';
import {
  clockJump,
  correctClaim,
  dayOfStep,
  parseReceipt,
  receiptMessage,
  sessionRef,
  shortCodeFromMac,
  shortCodeMessage,
  shortCodeSteps,
  tagMatches,
  tokenMessage,
  typedReading,
} from '@hazri/domain';
import { readToken } from '../../keys/read-token.ts';
import { MONDAY_TEN } from '../server-world.ts';
import type { World } from '../server-world.ts';
import type { Cast } from './cast.ts';
import type { Delivery } from './delivery.ts';

export function groundOf(world: World, who: Cast, { contacts }: Delivery): Ground {
  const { catalogue, keys, signatures } = world.server.deps;
  const actors = [who.professor, who.assistant, who.stranger, ...who.students];
  const byUser = new Map(actors.map((actor) => [actor.user.uuid, actor]));
  const byDevice = new Map(actors.map((actor) => [actor.device.uuid, actor]));
  const from = MONDAY_TEN - 86_400_000;
  const enrolled = new Map(
    who.students
      .slice(0, 3)
      .map(({ user }): [UserId, Enrolment] => [user.uuid as UserId, { from, until: null }]),
  );
  const known = (kid: number) => catalogue.kid(kid) !== undefined;
  return {
    timetable: [
      {
        id: who.planned,
        classId: who.ofClass.uuid as ClassId,
        status: 'scheduled',
        startsAt: MONDAY_TEN,
        openedAt: null,
        closedAt: null,
        policy: who.ofClass.policy,
        room: who.ofClass.room,
        title: null,
        lifecycle: null,
      },
    ],
    keysRestored: false,
    isAdministrator: () => false,
    isStaff: (user, classId, at) => {
      const id = byUser.get(user)?.user.id;
      const found = catalogue.classByUuid(classId);
      return id !== undefined && found !== undefined && catalogue.isStaff(found.id, id, at);
    },
    kidOwner: (kid) => {
      const row = catalogue.kid(kid);
      const owner = actors.find(({ user }) => user.id === row?.userId);
      return row && owner ? { owner: owner.user.uuid as UserId, revokedAt: row.revokedAt } : null;
    },
    enrolments: (classId) => (classId === who.ofClass.uuid ? enrolled : new Map()),
    readings: ({ fact }) =>
      fact.body.how === 'typed' ? [] : fact.body.tokens.map((scanned) => readToken(keys, known, scanned)),
    typedMatch: ({ fact, sentAt, receivedAt }, session) => {
      if (fact.body.how !== 'typed') return null;
      const at = correctClaim({ claimedAt: fact.body.scannedAt, sentAt, receivedAt });
      const ref = sessionRef(session.id);
      const kid = who.kids[0] ?? 0;
      for (const stepStart of shortCodeSteps(at, session.policy)) {
        const mac = keys.sessionMac(kid, dayOfStep(stepStart), ref, shortCodeMessage(stepStart));
        if (shortCodeFromMac(mac) === fact.body.shortCode) return typedReading({ kid, ref, stepStart });
      }
      return null;
    },
    receipt: (text) => {
      const parsed = parseReceipt(text);
      if (!parsed.ok) return null;
      const device = byDevice.get(parsed.value.deviceId)?.device;
      return device && signatures.isValidOver(device, receiptMessage(parsed.value), parsed.value.signature)
        ? parsed.value
        : null;
    },
    tokenReading: (token) => {
      if (!known(token.kid)) return { ok: false, reason: 'token_unknown_key', gapMs: 0 };
      const mac = keys.sessionMac(token.kid, dayOfStep(token.stepStart), token.ref, tokenMessage(token));
      return tagMatches(token, mac)
        ? { ok: true, token, gapMs: 0 }
        : { ok: false, reason: 'token_bad_mac', gapMs: 0 };
    },
    contacts: ({ device }) => contacts.get(device ?? '') ?? [],
    clockJump: ({ device, receivedAt, sentAt }) => {
      const earlier = (contacts.get(device ?? '') ?? []).filter((contact) => contact.receivedAt < receivedAt);
      return clockJump(earlier.at(-1) ?? null, { receivedAt, sentAt });
    },
    installation: (device) => byDevice.get(device)?.device.installation ?? device,
  };
}
