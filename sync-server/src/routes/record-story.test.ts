import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordStory } from '@hazri/sync-protocol/api/record-story';
import type { Caller } from '../testing/office-world.ts';
import { callerFor, startOffice } from '../testing/office-world.ts';
import type { OfficeWorld } from '../testing/office-world.ts';
import { issuerOf, makeFact, newId, refOf, registerDevice, scanBody, sync } from '../testing/server-world.ts';

let office: OfficeWorld;
beforeAll(async () => {
  office = await startOffice();
});
afterAll(() => office.world.close());

const storyOf = async (caller: Caller, sessionId: string, studentId: string) =>
  recordStory.parse((await caller.ask('GET', `/admin/records/${sessionId}/${studentId}`)).body);

test('tells who did what to a record, from which device, and what became of it', async () => {
  const { world, administrator } = office;
  const { clock, people, ofClass } = world;
  const laptop = await registerDevice(world, people.professor);
  const [student, classmate] = people.students;
  if (!student || !classmate) throw new Error('students are missing');
  const phone = await registerDevice(world, student);
  const sessionId = newId(world);
  const kid = await issuerOf(world, laptop);
  await sync(world, laptop, [
    makeFact(world, laptop, 'session.opened', {
      sessionId: sessionId as never,
      classId: ofClass.uuid as never,
      startsAt: clock.now(),
      kid,
      clockOffsetMs: 0,
      policy: world.server.deps.config.policy,
    }),
  ]);
  clock.advance(5_000);
  await sync(world, phone, [makeFact(world, phone, 'scan', scanBody(world, { kid, ref: refOf(sessionId) }))]);
  clock.advance(60_000);
  const mark = (studentId: string, status: 'excused' | 'absent', reason: string) =>
    makeFact(world, laptop, 'mark', {
      sessionId: sessionId as never,
      studentId: studentId as never,
      status,
      reason,
    });
  await sync(world, laptop, [
    mark(student.uuid, 'excused', '<img src=x onerror=alert(1)> سلمى'),
    mark(classmate.uuid, 'absent', 'of another record'),
  ]);
  clock.advance(60_000);
  await sync(world, phone, [
    makeFact(world, phone, 'mark', {
      sessionId: sessionId as never,
      studentId: student.uuid as never,
      status: 'present',
    }),
  ]);

  const story = await storyOf(administrator, sessionId, student.uuid);
  expect(story).toMatchObject({
    ofClass: { course: 'CS301' },
    session: { status: 'active' },
    student: { givenName: 'student1', studentNo: 'R1' },
    record: { status: 'excused', source: 'mark', onRoster: true },
  });
  expect(story.events.filter(({ kind }) => !kind.startsWith('enrolment'))).toMatchObject([
    { kind: 'session.opened', by: 'professor Test', device: 'test', outcome: 'accepted' },
    { kind: 'scan', by: 'student1 Test', outcome: 'accepted', how: 'camera', trust: 'live' },
    { kind: 'mark', by: 'professor Test', decided: 'excused', note: '<img src=x onerror=alert(1)> سلمى' },
    { kind: 'mark', by: 'student1 Test', outcome: 'rejected', reason: 'not_staff', decided: 'present' },
  ]);
  const other = await storyOf(administrator, sessionId, classmate.uuid);
  expect(other.events.map(({ kind, note }) => [kind, note])).toEqual([
    ['session.opened', null],
    ['mark', 'of another record'],
  ]);
});

test('staff of the class read it too, of their own students and without addresses', async () => {
  const { world, professor, other, student, outsider } = office;
  const laptop = await registerDevice(world, world.people.professor);
  const sessionId = newId(world);
  await sync(world, laptop, [
    makeFact(world, laptop, 'session.opened', {
      sessionId: sessionId as never,
      classId: world.ofClass.uuid as never,
      startsAt: world.clock.now(),
      kid: await issuerOf(world, laptop),
      clockOffsetMs: 0,
      policy: world.server.deps.config.policy,
    }),
    makeFact(world, laptop, 'mark', {
      sessionId: sessionId as never,
      studentId: student.user.uuid as never,
      status: 'late',
      reason: 'bus',
    }),
  ]);
  const path = (studentId: string) => `/sessions/${sessionId}/records/${studentId}`;
  const story = recordStory.parse((await professor.ask('GET', path(student.user.uuid))).body);
  expect(story.events.find(({ kind }) => kind === 'mark')).toMatchObject({ decided: 'late', note: 'bus' });
  expect(story.events.every(({ address }) => address === null)).toBe(true);
  const asAdministrator = await storyOf(office.administrator, sessionId, student.user.uuid);
  expect(asAdministrator.events.some(({ address }) => address !== null)).toBe(true);
  // Enrolled nowhere and never seen: who that is, is none of their business.
  expect((await professor.ask('GET', path(outsider.user.uuid))).status).toBe(404);
  for (const caller of [other, student, outsider])
    expect((await caller.ask('GET', path(student.user.uuid))).status).toBe(404);
});

test('is found by the index of marks, however many facts there are', async () => {
  const { rows } = await office.world.server.deps.database.client.execute(
    `EXPLAIN QUERY PLAN SELECT * FROM facts WHERE kind = 'mark' AND json ->> '$.body.sessionId' = 'x'`,
  );
  expect(JSON.stringify(rows)).toContain('USING INDEX facts_marks');
});

test('of nobody, or of a session that never was, isn’t there', async () => {
  const { world, administrator, student } = office;
  const unknown = newId(world);
  for (const path of [`${unknown}/${student.user.uuid}`, 'x/y']) {
    expect(await administrator.ask('GET', `/admin/records/${path}`)).toMatchObject({
      status: 404,
      body: { reason: 'not_found' },
    });
  }
  const professor = await callerFor(world, world.people.professor);
  expect(await professor.ask('GET', `/admin/records/${unknown}/${unknown}`)).toMatchObject({ status: 403 });
});
