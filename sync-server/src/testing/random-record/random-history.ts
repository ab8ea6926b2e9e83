/** What might people state about two sessions? Right and wrong, with clocks that are off and ids of others. */
import { sign } from 'node:crypto';
import type { ClassId, DeviceId, Fact, FactBodies, FactKind, SessionId, UserId } from '@hazri/domain';
import {
  dayOfStep,
  DEFAULT_POLICY,
  encodeReceipt,
  encodeToken,
  receiptMessage,
  sessionRef,
  shortCodeFromMac,
  shortCodeMessage,
  tokenMessage,
  uuidv7,
} from '@hazri/domain';
import { parseFact } from '@hazri/sync-protocol';
import type { DemoRandom } from '../../demo/demo-random.ts';
import { MONDAY_TEN } from '../server-world.ts';
import type { World } from '../server-world.ts';
import type { Actor, Cast } from './cast.ts';

const MINUTE_MS = 60_000;

export interface Stated {
  readonly by: Actor;
  readonly fact: Fact;
}

/** Facts as everybody might state them, some of them wrong. Times are server time; each device adds its skew. */
export function randomHistory(world: World, random: DemoRandom, who: Cast, run: number): readonly Stated[] {
  const { keys } = world.server.deps;
  const pick = <T>(list: readonly T[]): T => {
    const found = list[Math.floor(random.fraction() * list.length)];
    if (found === undefined) throw new Error('something to pick');
    return found;
  };
  const within = (from: number, ms: number) => Math.floor(from + random.fraction() * ms);
  const stated: Stated[] = [];
  const say = <Kind extends FactKind>(
    by: Actor,
    kind: Kind,
    madeAt: number,
    body: FactBodies[Kind],
    id: string = uuidv7(madeAt, Buffer.from([...random.bytes(8), run >> 8, run & 255])),
  ): string => {
    const raw = {
      id,
      kind,
      v: 1,
      madeAt: madeAt + by.skewMs,
      hlc: [madeAt, Math.floor(random.fraction() * 3)],
      body,
    };
    const parsed = parseFact(random.fraction() < 0.05 ? { ...raw, clockJumped: true } : raw);
    if (!parsed.ok) throw new Error(parsed.reason);
    stated.push({ by, fact: parsed.value });
    return id;
  };
  const staff = () => (random.fraction() < 0.12 ? pick([who.stranger, ...who.students]) : who.professor);
  const session = () => pick([who.planned, who.planned, who.adHoc]);
  const token = (sessionId: SessionId, at: number, frame: number, kid: number, nonce: string) => {
    const stepStart = Math.floor(at / 30_000) * 30;
    const fields = { kid, ref: sessionRef(sessionId), stepStart, frame, nonce };
    return encodeToken(fields, keys.sessionMac(kid, dayOfStep(stepStart), fields.ref, tokenMessage(fields)));
  };
  for (const sessionId of [who.planned, who.adHoc]) {
    const times = random.fraction() < 0.9 ? 1 + Math.floor(random.fraction() * 2) : 0;
    for (let index = 0; index < times; index += 1) {
      const by = staff();
      say(by, 'session.opened', within(MONDAY_TEN, 3 * MINUTE_MS), {
        sessionId,
        classId: (random.fraction() < 0.1 ? who.rival.uuid : who.ofClass.uuid) as ClassId,
        startsAt: MONDAY_TEN + Math.floor(random.fraction() * 2) * MINUTE_MS,
        kid: who.kids[0] ?? 0,
        clockOffsetMs: -by.skewMs,
        policy: {
          ...DEFAULT_POLICY,
          twoFrames: random.fraction() < 0.5,
          offlineScans: random.fraction() < 0.2 ? 'review' : 'accept',
        },
      });
    }
  }
  const scanned: { readonly by: Actor; readonly id: string }[] = [];
  const count = 4 + Math.floor(random.fraction() * 10);
  /** Now and then that of somebody else's scan (FACT4). */
  const idFor = (by: Actor): string | undefined => {
    if (random.fraction() >= 0.2) return undefined;
    const own = new Set(scanned.filter((scan) => scan.by === by).map(({ id }) => id));
    return scanned.find(({ id }) => !own.has(id))?.id;
  };
  for (let index = 0; index < count; index += 1) {
    const by = pick(who.students);
    const at = within(MONDAY_TEN, 14 * MINUTE_MS);
    const sessionId = session();
    const kid =
      random.fraction() < 0.1 ? (who.kids[1] ?? 0) : random.fraction() < 0.05 ? 77 : (who.kids[0] ?? 0);
    const nonce = random.fraction() < 0.2 ? '0000000b' : '0000000a';
    const first = token(sessionId, at, 3, kid, nonce);
    const scannedAt =
      at + (random.fraction() < 0.15 ? within(-10 * MINUTE_MS, 20 * MINUTE_MS) : 0) + by.skewMs;
    if (random.fraction() < 0.2) {
      const stepStart = Math.floor(at / 30_000) * 30;
      const mac = keys.sessionMac(
        who.kids[0] ?? 0,
        dayOfStep(stepStart),
        sessionRef(sessionId),
        shortCodeMessage(stepStart),
      );
      const shortCode = random.fraction() < 0.3 ? '00000000' : shortCodeFromMac(mac);
      const body = { classId: who.ofClass.uuid as ClassId, shortCode, scannedAt, how: 'typed' } as const;
      scanned.push({ by, id: say(by, 'scan', at, body, idFor(by)) });
      continue;
    }
    const second = token(sessionId, at, 4, kid, nonce);
    const tokens =
      random.fraction() < 0.7
        ? [
            { text: first, gapMs: 0 },
            { text: second, gapMs: random.fraction() < 0.8 ? 2_000 : 9_000 },
          ]
        : [{ text: random.fraction() < 0.9 ? first : `${first.slice(0, 60)}A`, gapMs: 0 }];
    const how = random.fraction() < 0.8 ? 'camera' : 'link';
    scanned.push({ by, id: say(by, 'scan', at, { tokens, scannedAt, how }, idFor(by)) });
  }
  if (random.fraction() < 0.5) {
    const shown = Array.from({ length: 20 }, (_, index): [number, string] => [
      MONDAY_TEN / 1000 + index * 30,
      '0000000a',
    ]);
    say(staff(), 'codes.shown', MONDAY_TEN, {
      sessionId: session(),
      kid: who.kids[0] ?? 0,
      clockOffsetMs: 0,
      steps: shown,
    });
  }
  for (const student of who.students) {
    if (random.fraction() < 0.3) {
      const status = pick(['present', 'late', 'absent', 'excused', null] as const);
      say(staff(), 'mark', within(MONDAY_TEN, 20 * MINUTE_MS), {
        sessionId: session(),
        studentId: student.user.uuid as UserId,
        status,
      });
    }
    if (random.fraction() < 0.25) {
      const from = within(MONDAY_TEN - 5 * MINUTE_MS, 15 * MINUTE_MS);
      const studentId = student.user.uuid as UserId;
      say(staff(), 'enrolment.added', from, { classId: who.ofClass.uuid as ClassId, from, studentId });
    }
    if (random.fraction() < 0.15) {
      const until = within(MONDAY_TEN - 5 * MINUTE_MS, 15 * MINUTE_MS);
      const studentId = student.user.uuid as UserId;
      say(staff(), 'enrolment.ended', until, { classId: who.ofClass.uuid as ClassId, until, studentId });
    }
  }
  for (const { by, id } of scanned) {
    if (random.fraction() < 0.3) {
      const decision = random.fraction() < 0.6 ? 'accept' : 'reject';
      const whose = random.fraction() < 0.7 ? { studentId: by.user.uuid as UserId } : {};
      const body = { scanId: id as Fact['id'], ...whose, decision } as const;
      say(staff(), 'review', within(MONDAY_TEN, 30 * MINUTE_MS), body);
    }
  }
  for (let index = 0; index < 2; index += 1) {
    if (random.fraction() < 0.5) continue;
    const student = pick(who.students);
    const own = stated.find(
      ({ by, fact }) => by === student && fact.kind === 'scan' && fact.body.how !== 'typed',
    );
    const at = within(MONDAY_TEN, 10 * MINUTE_MS);
    const fields = {
      scanId:
        own && random.fraction() < 0.5
          ? own.fact.id
          : uuidv7<'fact'>(at, Buffer.from([...random.bytes(8), run >> 8, run & 255])),
      studentId: student.user.uuid as UserId,
      deviceId: student.device.uuid as DeviceId,
      tokenText: token(session(), at, 2, who.kids[0] ?? 0, '0000000a'),
      claimedAt: at,
    };
    const signed = sign('sha256', receiptMessage(fields), { key: student.key, dsaEncoding: 'ieee-p1363' });
    say(staff(), 'witness', within(at, 30 * MINUTE_MS), { receipt: encodeReceipt(fields, signed) });
  }
  for (const sessionId of [who.planned, who.adHoc]) {
    const at = within(MONDAY_TEN + 8 * MINUTE_MS, 10 * MINUTE_MS);
    if (random.fraction() < 0.7)
      say(staff(), 'session.completed', at, {
        sessionId,
        at: at + who.professor.skewMs,
        clockOffsetMs: -who.professor.skewMs,
      });
    if (random.fraction() < 0.2)
      say(staff(), 'session.reopened', at + 60_000, { sessionId, at: at + 60_000, clockOffsetMs: 0 });
    if (random.fraction() < 0.1)
      say(staff(), 'session.cancelled', at + 90_000, { sessionId, at: at + 90_000, reason: 'rain' });
  }
  return stated;
}
