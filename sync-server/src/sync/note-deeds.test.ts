/** The audit log has every mark, review, decision and cancellation, and each key: once, with who, where and why. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { eq } from 'drizzle-orm';
import type { ClassId, FactId, SessionId, UserId } from '@hazri/domain';
import { DEFAULT_POLICY } from '@hazri/domain';
import { findBreak } from '../audit/audit-trail.ts';
import { auditLog } from '../db/audit-schema.ts';
import { facts } from '../db/fact-schema.ts';
import { scans } from '../db/record-schema.ts';
import type { TestDevice, World } from '../testing/server-world.ts';
import {
  ask,
  issuerOf,
  makeFact,
  newId,
  outcomes,
  refOf,
  registerDevice,
  scanBody,
  startWorld,
  sync,
} from '../testing/server-world.ts';

let world: World;
let laptop: TestDevice;
let stranger: TestDevice;
let phone: TestDevice;
let kid: number;
/** Entries before a test. */
let seen = 0;
beforeAll(async () => {
  world = await startWorld(4);
  const [first] = world.people.students;
  if (!first) throw new Error('a student');
  laptop = await registerDevice(world, world.people.professor);
  stranger = await registerDevice(world, world.people.other);
  phone = await registerDevice(world, first);
  kid = await issuerOf(world, laptop);
});
afterAll(() => world.close());
beforeEach(async () => {
  world.clock.advance(3_600_000);
  seen = (await entries()).length;
});

const entries = () => world.server.deps.database.orm.select().from(auditLog).orderBy(auditLog.seq);
/** What the test added, in the order in which it took effect. */
async function told() {
  return (await entries()).slice(seen).map(({ action, subject, actorId, detail, address }) => ({
    action,
    subject,
    actorId,
    address,
    detail: JSON.parse(detail) as Record<string, unknown>,
  }));
}
function opened(sessionId: SessionId) {
  return makeFact(world, laptop, 'session.opened', {
    sessionId,
    classId: world.ofClass.uuid as ClassId,
    startsAt: world.clock.now(),
    kid,
    clockOffsetMs: 0,
    policy: DEFAULT_POLICY,
  });
}
const studentId = () => phone.user.uuid as UserId;
const mark = (device: TestDevice, sessionId: SessionId, reason = 'was at the board') =>
  makeFact(world, device, 'mark', { sessionId, studentId: studentId(), status: 'present', reason });

test('[SEC] a mark is on record with student, status, reason, author and address', async () => {
  const sessionId = newId(world) as SessionId;
  await sync(world, laptop, [opened(sessionId), mark(laptop, sessionId)]);
  expect(await told()).toEqual([
    {
      action: 'record.marked',
      subject: `session:${sessionId}`,
      actorId: laptop.user.id,
      address: '127.0.0.1',
      detail: { student: studentId(), status: 'present', reason: 'was at the board' },
    },
  ]);
});

test('[SEC] once: sent again it says nothing more, and what is refused says nothing at all', async () => {
  const sessionId = newId(world) as SessionId;
  const made = mark(laptop, sessionId);
  await sync(world, laptop, [opened(sessionId), made]);
  await sync(world, laptop, [made]);
  const refused = await sync(world, stranger, [mark(stranger, sessionId)]);
  expect(outcomes(refused.results)).toEqual(['rejected not_staff']);
  expect((await told()).map(({ action }) => action)).toEqual(['record.marked']);
});

test('[SEC] a mark that waited for its session is on record from when it takes effect', async () => {
  const sessionId = newId(world) as SessionId;
  const waiting = await sync(world, laptop, [mark(laptop, sessionId)]);
  expect(outcomes(waiting.results)).toEqual(['waiting pending_session']);
  expect(await told()).toEqual([]);
  await sync(world, laptop, [opened(sessionId)]);
  expect((await told()).map(({ action, actorId }) => [action, actorId])).toEqual([
    ['record.marked', laptop.user.id],
  ]);
});

test('[SEC] a review and a cancellation are on record; scans are not', async () => {
  const sessionId = newId(world) as SessionId;
  await sync(world, laptop, [opened(sessionId)]);
  world.clock.advance(30_000);
  await sync(world, phone, [makeFact(world, phone, 'scan', scanBody(world, { kid, ref: refOf(sessionId) }))]);
  const [scan] = await world.server.deps.database.orm
    .select()
    .from(scans)
    .where(eq(scans.ref, refOf(sessionId)));
  const scanId = scan?.uuid as FactId;
  const review = makeFact(world, laptop, 'review', {
    scanId,
    studentId: studentId(),
    decision: 'reject',
    reason: 'left',
  });
  const cancelled = makeFact(world, laptop, 'session.cancelled', {
    sessionId,
    at: world.clock.now(),
    reason: 'the hall is flooded',
  });
  await sync(world, laptop, [review, cancelled]);
  expect((await told()).map(({ action, subject, detail }) => [action, subject, detail])).toEqual(
    expect.arrayContaining([
      ['record.reviewed', `user:${studentId()}`, { scan: scanId, decision: 'reject', reason: 'left' }],
      ['session.cancelled', `session:${sessionId}`, { reason: 'the hall is flooded' }],
    ]),
  );
  expect(await told()).toHaveLength(2);
});

test('[SEC] what is decided about an excuse and an appeal is on record', async () => {
  const sessionId = newId(world) as SessionId;
  const [excuseId, appealId] = [newId(world) as FactId, newId(world) as FactId];
  await sync(world, laptop, [opened(sessionId)]);
  const until = world.clock.now();
  await sync(world, phone, [
    makeFact(world, phone, 'excuse', {
      excuseId,
      classId: world.ofClass.uuid as ClassId,
      from: until - 1_000,
      until,
      reason: 'ill',
    }),
    makeFact(world, phone, 'appeal', { appealId, sessionId, reason: 'I was there' }),
  ]);
  expect(await told()).toEqual([]);
  await sync(world, laptop, [
    makeFact(world, laptop, 'excuse.decided', {
      excuseId,
      studentId: studentId(),
      decision: 'approve',
      note: 'ok',
    }),
    makeFact(world, laptop, 'appeal.decided', { appealId, studentId: studentId(), decision: 'decline' }),
  ]);
  expect((await told()).map(({ action, detail }) => [action, detail]).toSorted()).toEqual([
    ['record.appeal_decided', { appeal: appealId, decision: 'decline', note: '' }],
    ['record.excuse_decided', { excuse: excuseId, decision: 'approve', note: 'ok' }],
  ]);
});

test('[SEC] a key is on record when it is given and when it ends, a renewal isn’t', async () => {
  const tablet = await registerDevice(world, world.people.other);
  const given = await issuerOf(world, tablet);
  await issuerOf(world, tablet);
  const gone = await ask(world, 'DELETE', `/api/devices/${tablet.uuid}`, { cookie: tablet.cookie });
  expect(gone.status).toBe(204);
  const { user } = tablet;
  expect(
    (await told()).map(({ action, subject, actorId, detail }) => [action, subject, actorId, detail]),
  ).toEqual([
    ['key.issued', `device:${tablet.uuid}`, user.id, { kid: given }],
    ['device.revoked', `device:${tablet.uuid}`, user.id, { label: 'test' }],
    ['key.revoked', `device:${tablet.uuid}`, user.id, { kids: [given] }],
  ]);
});

test('[SEC] the chain holds over all of it, and every mark that counts has its entry', async () => {
  expect('last' in findBreak(await entries())).toBe(true);
  const marks = await world.server.deps.database.orm.select().from(facts).where(eq(facts.kind, 'mark'));
  const counted = marks.filter(({ outcome }) => outcome === 'accepted');
  const noted = (await entries()).filter(({ action }) => action === 'record.marked');
  expect(counted.length).toBeGreaterThan(0);
  expect(noted).toHaveLength(counted.length);
});
