/** The audit log has every mark, review, decision and cancellation, and each key: once, with who, where and why. */
import { beforeEach, expect, test } from 'vitest';
import { eq } from 'drizzle-orm';
import type { FactId, SessionId } from '@hazri/domain';
import { findBreak } from '../audit/audit-trail.ts';
import { auditLog } from '../db/audit-schema.ts';
import { facts } from '../db/fact-schema.ts';
import { useClassroom } from '../testing/classroom.ts';
import type { TestDevice } from '../testing/server-world.ts';
import { ask, issuerOf, makeFact, newId, registerDevice } from '../testing/server-world.ts';

const { world, laptop, classId, phone, student, opened, open, scanOf, send } = await useClassroom();
const stranger = await registerDevice(world, world.people.other);
/** Entries before a test. */
let seen = 0;
beforeEach(async () => {
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
const mark = (device: TestDevice, sessionId: SessionId, reason = 'was at the board') =>
  makeFact(world, device, 'mark', { sessionId, studentId: student(), status: 'present', reason });

test('[SEC] a mark is on record with student, status, reason, author and address', async () => {
  const sessionId = await open();
  await send(laptop, [mark(laptop, sessionId)]);
  expect(await told()).toEqual([
    {
      action: 'record.marked',
      subject: `session:${sessionId}`,
      actorId: laptop.user.id,
      address: '127.0.0.1',
      detail: { student: student(), status: 'present', reason: 'was at the board' },
    },
  ]);
});

test('[SEC] once: sent again it says nothing more, and what is refused says nothing at all', async () => {
  const sessionId = await open();
  const made = mark(laptop, sessionId);
  await send(laptop, [made]);
  await send(laptop, [made]);
  expect(await send(stranger, [mark(stranger, sessionId)])).toEqual(['rejected not_staff']);
  expect((await told()).map(({ action }) => action)).toEqual(['record.marked']);
});

test('[SEC] a mark that waited for its session is on record from when it takes effect', async () => {
  const sessionId = newId(world) as SessionId;
  expect(await send(laptop, [mark(laptop, sessionId)])).toEqual(['waiting pending_session']);
  expect(await told()).toEqual([]);
  await send(laptop, [opened(sessionId)]);
  expect((await told()).map(({ action, actorId }) => [action, actorId])).toEqual([
    ['record.marked', laptop.user.id],
  ]);
});

test('[SEC] a review and a cancellation are on record; scans are not', async () => {
  const sessionId = await open();
  const scan = scanOf(sessionId);
  await send(phone(), [scan]);
  const scanId = scan.id as FactId;
  const review = makeFact(world, laptop, 'review', {
    scanId,
    studentId: student(),
    decision: 'reject',
    reason: 'left',
  });
  const cancelled = makeFact(world, laptop, 'session.cancelled', {
    sessionId,
    at: world.clock.now(),
    reason: 'the hall is flooded',
  });
  await send(laptop, [review, cancelled]);
  expect((await told()).map(({ action, subject, detail }) => [action, subject, detail])).toEqual(
    expect.arrayContaining([
      ['record.reviewed', `user:${student()}`, { scan: scanId, decision: 'reject', reason: 'left' }],
      ['session.cancelled', `session:${sessionId}`, { reason: 'the hall is flooded' }],
    ]),
  );
  expect(await told()).toHaveLength(2);
});

test('[SEC] what is decided about an excuse and an appeal is on record', async () => {
  const sessionId = await open();
  const [excuseId, appealId] = [newId(world) as FactId, newId(world) as FactId];
  const until = world.clock.now();
  const excuse = { excuseId, classId, from: until - 1_000, until, reason: 'ill' };
  await send(phone(), [
    makeFact(world, phone(), 'excuse', excuse),
    makeFact(world, phone(), 'appeal', { appealId, sessionId, reason: 'I was there' }),
  ]);
  expect(await told()).toEqual([]);
  await send(laptop, [
    makeFact(world, laptop, 'excuse.decided', {
      excuseId,
      studentId: student(),
      decision: 'approve',
      note: 'ok',
    }),
    makeFact(world, laptop, 'appeal.decided', { appealId, studentId: student(), decision: 'decline' }),
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
