/** Some weeks of attendance, stated as devices would have stated it: every record in it follows from facts. */
import type { FactBodies, FactKind } from '@hazri/domain';
import { and, eq, lt } from 'drizzle-orm';
import { dayOfStep, encodeToken, stepStartAt, tokenMessage, uuidv7 } from '@hazri/domain';
import type { AppDeps } from '../app-deps.ts';
import type { User } from '../auth/accounts.ts';
import { asUserId } from '../auth/accounts.ts';
import type { DeviceRecord } from '../auth/devices.ts';
import type { ClassRecord } from '../catalogue/catalogue.ts';
import { sessions } from '../db/class-schema.ts';
import type { KeySchedule } from '../keys/key-schedule.ts';
import type { Exchange } from '../sync/exchange.ts';
import { asClassId, asSessionId, parseRef } from '../sync/session-state.ts';
import type { SessionRow } from '../sync/rows.ts';
import type { DemoRandom } from './demo-random.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** Scans come in this long after the opening; some students are late. */
const ARRIVAL_MS = 9 * MINUTE_MS;
const SHOWN_STEPS = 24;
const OFFLINE_SHARE = 0.12;
const MAX_OFFLINE_MS = 5 * HOUR_MS;

export interface Participant {
  readonly user: User;
  readonly device: DeviceRecord;
  /** How often the person comes, 0–1. */
  readonly diligence: number;
}

export interface DemoClass {
  readonly ofClass: ClassRecord;
  readonly professor: Participant;
  readonly kid: number;
  readonly students: readonly Participant[];
}

/** Of the class's calendar, those that were to end before `until`, in the order of their beginning. */
export function sessionsPlannedBefore(
  { database: { orm } }: Pick<AppDeps, 'database'>,
  ofClass: ClassRecord,
  until: number,
): Promise<readonly SessionRow[]> {
  return orm
    .select()
    .from(sessions)
    .where(and(eq(sessions.classId, ofClass.id), lt(sessions.plannedEndsAt, until)))
    .orderBy(sessions.startsAt);
}

/** The pushes of one past session, unordered. `until`: nothing arrives after it. */
export function sessionHistory(
  { ofClass, professor, kid, students }: DemoClass,
  session: SessionRow,
  keys: KeySchedule,
  random: DemoRandom,
  until: number,
): readonly Exchange[] {
  const sessionId = asSessionId(session.uuid);
  const { policy } = ofClass;
  const openedAt = session.startsAt + Math.floor(random.fraction() * MINUTE_MS);
  const closedAt = session.plannedEndsAt ?? openedAt + HOUR_MS;
  const firstStep = stepStartAt(openedAt, policy.rotationMs);
  const steps = Array.from({ length: SHOWN_STEPS }, (_, index): [number, string] => [
    firstStep + (index * policy.rotationMs) / 1_000,
    Buffer.from(random.bytes(4)).toString('hex'),
  ]);

  function push<Kind extends FactKind>(
    by: Participant,
    kind: Kind,
    body: FactBodies[Kind],
    madeAt: number,
    receivedAt: number,
  ): Exchange {
    const fact = { id: uuidv7(madeAt, random.bytes(10)), kind, v: 1, madeAt, hlc: [madeAt, 0], body };
    const { user: author, device } = by;
    return {
      author,
      device,
      sentAt: receivedAt,
      receivedAt,
      facts: [fact],
      message: null,
      hadRoom: true,
      handOver: false,
      receipts: new Map(),
    };
  }

  function token(stepStart: number, nonce: string, frame: number): string {
    const fields = { kid, ref: parseRef(session.ref), stepStart, frame, nonce };
    return encodeToken(fields, keys.sessionMac(kid, dayOfStep(stepStart), fields.ref, tokenMessage(fields)));
  }

  function scan(student: Participant): readonly Exchange[] {
    if (random.fraction() > student.diligence) return [];
    const scannedAt = Math.floor(openedAt + 10_000 + random.fraction() * random.fraction() * ARRIVAL_MS);
    const stepStart = stepStartAt(scannedAt, policy.rotationMs);
    const nonce = steps.find(([start]) => start === stepStart)?.[1];
    if (nonce === undefined) return [];
    const frame = Math.min(
      Math.floor((scannedAt - stepStart * 1_000) / policy.frameMs),
      Math.floor(policy.rotationMs / policy.frameMs) - 2,
    );
    const tokens = [
      { text: token(stepStart, nonce, frame), gapMs: 0 },
      { text: token(stepStart, nonce, frame + 1), gapMs: policy.frameMs },
    ];
    const offlineMs =
      random.fraction() < OFFLINE_SHARE ? random.fraction() * MAX_OFFLINE_MS : 2_000 * random.fraction();
    const receivedAt = Math.floor(Math.min(until, scannedAt + 500 + offlineMs));
    return [push(student, 'scan', { tokens, scannedAt, how: 'camera' }, scannedAt, receivedAt)];
  }

  const opened = push(
    professor,
    'session.opened',
    {
      sessionId,
      classId: asClassId(ofClass.uuid),
      startsAt: session.startsAt,
      kid,
      room: ofClass.room,
      clockOffsetMs: 0,
      policy,
    },
    openedAt,
    openedAt,
  );
  const shown = push(
    professor,
    'codes.shown',
    { sessionId, kid, clockOffsetMs: 0, steps },
    openedAt + 1,
    openedAt + 1,
  );
  const completed = push(
    professor,
    'session.completed',
    { sessionId, at: closedAt, clockOffsetMs: 0 },
    closedAt,
    closedAt,
  );
  const excused = students.filter(() => random.fraction() < 0.01);
  const marks = excused.map((student, index) => {
    const madeAt = closedAt + MINUTE_MS + index;
    const body = {
      sessionId,
      studentId: asUserId(student.user.uuid),
      status: 'excused' as const,
      reason: 'On college duty',
    };
    return push(professor, 'mark', body, madeAt, madeAt);
  });
  return [opened, shown, ...students.flatMap(scan), completed, ...marks];
}
