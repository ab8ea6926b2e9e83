/** Classes over HTTP: what is made, edited and put away, and what stands in calendars and on phones after it. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ClassId, SessionId } from '@hazri/domain';
import { DEFAULT_POLICY } from '@hazri/domain';
import type { Row, RowOf } from '@hazri/sync-protocol';
import { asUserId } from '../auth/accounts.ts';
import type { OfficeWorld, Told } from '../testing/office-world.ts';
import { callerFor, startOffice } from '../testing/office-world.ts';
import type { TestDevice } from '../testing/server-world.ts';
import { issuerOf, makeFact, outcomes, registerDevice, sync } from '../testing/server-world.ts';

let office: OfficeWorld;
beforeEach(async () => {
  office = await startOffice();
});
afterEach(() => office.world.close());

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const monday = (hour: number, durationMinutes = 60) => ({
  weekday: 1,
  startMinute: hour * 60,
  durationMinutes,
});
const RTL = 'مقدمة في الشبكات 📡';
const HOSTILE = '<img src=x onerror=alert(1)>';

/** Three weeks from the world's Monday, 23 November 2026. */
async function addTerm(name = 'Winter', startsOn = '2026-11-23', endsOn = '2026-12-13'): Promise<string> {
  const { status, body } = await office.administrator.ask('POST', '/admin/terms', { name, startsOn, endsOn });
  expect(status).toBe(201);
  return body.id;
}

async function makeClass(extras: Readonly<Record<string, unknown>> = {}): Promise<Told> {
  const { status, body } = await office.professor.ask('POST', '/classes', {
    course: 'CS400',
    title: RTL,
    section: 'B',
    room: HOSTILE,
    ...extras,
  });
  expect(status, JSON.stringify(body)).toBe(201);
  return body;
}

function isRow<T extends Row['type']>(type: T): (row: Row) => row is RowOf<T> {
  return (row): row is RowOf<T> => row.type === type;
}

/** What a replica that holds everything up to `since` is told. */
async function pulled(device: TestDevice, classId: string, since = 0) {
  const { changes } = await sync(office.world, device, [], {
    cursors: { me: since, [`class:${classId}`]: since },
  });
  const page = changes[`class:${classId}`];
  const rows = (page?.rows ?? []) as readonly Row[];
  return {
    cursor: page?.cursor ?? 0,
    classes: rows.filter(isRow('class')),
    sessions: rows.filter(isRow('session')),
  };
}

const starts = (sessions: readonly RowOf<'session'>[]) =>
  sessions
    .filter((row) => row.deleted !== true)
    .map(({ startsAt }) => new Date(startsAt).toISOString())
    .toSorted();

test('a professor makes a class of free words or of the catalogue; names come back whole', async () => {
  const termId = await addTerm();
  const department = await office.administrator.ask('POST', '/admin/departments', {
    code: 'CSE',
    name: 'Computing',
  });
  const course = await office.administrator.ask('POST', '/admin/courses', {
    code: 'CS401',
    title: '=HYPERLINK("x")',
    departmentId: department.body.id,
  });
  const free = await makeClass();
  expect(free).toMatchObject({
    course: 'CS400',
    title: RTL,
    room: HOSTILE,
    courseId: null,
    role: 'professor',
  });
  expect(free.joinCode).toMatch(/^[A-HJ-NP-Z2-9]{8}$/);
  const named = await makeClass({ course: undefined, title: undefined, courseId: course.body.id, termId });
  expect(named).toMatchObject({
    course: 'CS401',
    title: '=HYPERLINK("x")',
    term: 'Winter',
    departmentId: department.body.id,
  });
  const { body } = await office.professor.ask('GET', '/classes');
  expect(body.classes).toHaveLength(3);
  expect((await office.other.ask('GET', `/classes/${free.id}`)).status).toBe(404);
  expect((await office.administrator.ask('GET', '/classes')).body.classes).toHaveLength(4);
});

test('what can’t be a class is said field by field', async () => {
  const wrong = await office.professor.ask('POST', '/classes', {
    courseId: '01890000-0000-7000-8000-000000000000',
    termId: '01890000-0000-7000-8000-000000000000',
    timeZone: 'Asia/Atlantis',
    policy: { ...DEFAULT_POLICY, frameMs: 20_000 },
    timetable: [monday(9, 90), monday(10)],
  });
  expect(wrong.status).toBe(422);
  expect(wrong.body.reason).toBe('fields_refused');
  expect(wrong.body.issues.map(({ path }) => path)).toEqual([
    'courseId',
    'termId',
    'timeZone',
    'policy.frameMs',
    'timetable.1',
  ]);
  const nameless = await office.professor.ask('POST', '/classes', {});
  expect(nameless.body.issues).toEqual([
    { path: 'course', code: 'required' },
    { path: 'title', code: 'required' },
  ]);
  expect(
    (await office.professor.ask('POST', '/classes', { course: 'A', title: 'B', owner: 'me' })).status,
  ).toBe(400);
  expect((await office.professor.ask('POST', '/classes', { course: '   ', title: 'B' })).status).toBe(400);
});

test('an administrator makes a class for a professor, and for nobody else', async () => {
  const fields = { course: 'A1', title: 'For another' };
  const made = await office.administrator.ask('POST', '/classes', {
    ...fields,
    professorEmail: 'OTHER@acem.ac.in',
  });
  expect(made.status).toBe(201);
  expect((await office.other.ask('GET', `/classes/${made.body.id}`)).body.role).toBe('professor');
  for (const professorEmail of [undefined, 'student1@acem.ac.in', 'nobody@acem.ac.in']) {
    const refused = await office.administrator.ask('POST', '/classes', { ...fields, professorEmail });
    expect(refused.body.issues).toEqual([{ path: 'professorEmail', code: 'unknown' }]);
  }
  const posing = await office.professor.ask('POST', '/classes', {
    ...fields,
    professorEmail: 'other@acem.ac.in',
  });
  expect(posing.body.issues).toEqual([{ path: 'professorEmail', code: 'unknown' }]);
});

test('[SES6] the timetable stands in the calendar of the term, without holidays, in the zone of the class', async () => {
  const termId = await addTerm('Autumn', '2026-11-23', '2026-12-06');
  await office.administrator.ask('POST', '/admin/holidays', {
    name: 'Day off',
    startsOn: '2026-11-30',
    endsOn: '2026-11-30',
  });
  const india = await makeClass({ termId, timetable: [monday(11), { ...monday(9), weekday: 3 }] });
  const device = await registerDevice(office.world, office.professor.user);
  expect(starts((await pulled(device, india.id)).sessions)).toEqual([
    '2026-11-23T05:30:00.000Z',
    '2026-11-25T03:30:00.000Z',
    '2026-12-02T03:30:00.000Z',
  ]);
});

test('[TIME1] a class in New York keeps its hour when the clocks change', async () => {
  const termId = await addTerm('Long', '2026-11-23', '2027-03-31');
  const made = await makeClass({
    termId,
    timeZone: 'America/New_York',
    timetable: [{ ...monday(9), weekday: 7 }],
  });
  const device = await registerDevice(office.world, office.professor.user);
  const all = starts((await pulled(device, made.id)).sessions);
  expect(all).toContain('2027-03-07T14:00:00.000Z');
  expect(all).toContain('2027-03-14T13:00:00.000Z');
});

test('[SES6] an edited timetable moves what nobody touched and leaves every session with a record alone', async () => {
  const termId = await addTerm();
  const made = await makeClass({ termId, timetable: [monday(10)] });
  const device = await registerDevice(office.world, office.professor.user);
  const before = await pulled(device, made.id);
  const [today, next, last] = before.sessions.toSorted((a, b) => a.startsAt - b.startsAt);
  const kid = await issuerOf(office.world, device);
  const { world } = office;
  const facts = [
    makeFact(world, device, 'session.opened', {
      sessionId: today?.id as SessionId,
      classId: made.id as ClassId,
      startsAt: today?.startsAt ?? 0,
      kid,
      clockOffsetMs: 0,
      policy: DEFAULT_POLICY,
    }),
    makeFact(world, device, 'session.cancelled', {
      sessionId: next?.id as SessionId,
      at: world.clock.now(),
      reason: 'ill',
    }),
  ];
  expect(outcomes((await sync(world, device, facts)).results)).toEqual(['accepted', 'accepted']);
  const since = (await pulled(device, made.id)).cursor;
  const edited = await office.professor.ask('PATCH', `/classes/${made.id}`, {
    timetable: [monday(14), { ...monday(9), weekday: 4 }],
  });
  expect(edited.status).toBe(200);
  const { sessions, classes } = await pulled(device, made.id, since);
  expect(classes[0]?.timetable).toHaveLength(2);
  expect(sessions.map(({ id }) => id)).not.toContain(today?.id);
  expect(sessions.map(({ id }) => id)).not.toContain(next?.id);
  expect(sessions.find(({ id }) => id === last?.id)?.startsAt).toBe((last?.startsAt ?? 0) + 4 * 3_600_000);
  expect(starts(sessions)).toEqual([
    '2026-11-26T03:30:00.000Z',
    '2026-12-03T03:30:00.000Z',
    '2026-12-07T08:30:00.000Z',
    '2026-12-10T03:30:00.000Z',
  ]);
});

test('[SES6] a mark alone is a record too', async () => {
  const termId = await addTerm();
  const { world } = office;
  const made = await makeClass({ termId, timetable: [monday(12)] });
  const device = await registerDevice(world, office.professor.user);
  const [session] = (await pulled(device, made.id)).sessions.toSorted((a, b) => a.startsAt - b.startsAt);
  const studentId = asUserId(office.student.user.uuid);
  const mark = makeFact(world, device, 'mark', {
    sessionId: session?.id as SessionId,
    studentId,
    status: 'excused',
  });
  expect(outcomes((await sync(world, device, [mark])).results)).toEqual(['accepted']);
  const since = (await pulled(device, made.id)).cursor;
  await office.professor.ask('PATCH', `/classes/${made.id}`, { timetable: [] });
  const { sessions } = await pulled(device, made.id, since);
  expect(sessions.filter((row) => row.deleted === true)).toHaveLength(2);
  expect(sessions.map(({ id }) => id)).not.toContain(session?.id);
});

test('[SYNC5] a session that was taken out is a tombstone for replicas; one opened by a device that wasn’t told comes back', async () => {
  const termId = await addTerm();
  const { world } = office;
  const made = await makeClass({ termId, timetable: [monday(12)] });
  const device = await registerDevice(world, office.professor.user);
  const before = await pulled(device, made.id);
  const [today] = before.sessions.toSorted((a, b) => a.startsAt - b.startsAt);
  await office.professor.ask('PATCH', `/classes/${made.id}`, { timetable: [] });
  const told = await pulled(device, made.id, before.cursor);
  expect(told.sessions.map(({ deleted }) => deleted)).toEqual([true, true, true]);
  expect((await pulled(device, made.id)).sessions).toEqual([]);
  const kid = await issuerOf(world, device);
  const opened = makeFact(world, device, 'session.opened', {
    sessionId: today?.id as SessionId,
    classId: made.id as ClassId,
    startsAt: today?.startsAt ?? 0,
    kid,
    clockOffsetMs: 0,
    policy: DEFAULT_POLICY,
  });
  expect(outcomes((await sync(world, device, [opened])).results)).toEqual(['accepted']);
  expect((await pulled(device, made.id)).sessions.map(({ id, status }) => [id, status])).toEqual([
    [today?.id, 'active'],
  ]);
});

test('[SES6] holidays and terms that change take sessions away and give the same ones back', async () => {
  const termId = await addTerm();
  const made = await makeClass({ termId, timetable: [monday(12)] });
  const device = await registerDevice(office.world, office.professor.user);
  const ids = async () => (await pulled(device, made.id)).sessions.map(({ id }) => id).toSorted();
  const all = await ids();
  expect(all).toHaveLength(3);
  const holiday = { name: 'Week off', startsOn: '2026-11-30', endsOn: '2026-12-04' };
  const { body } = await office.administrator.ask('POST', '/admin/holidays', holiday);
  expect(await ids()).toHaveLength(2);
  const moved = { startsOn: '2026-12-07', endsOn: '2026-12-08' };
  expect((await office.administrator.ask('PATCH', `/admin/holidays/${body.id}`, moved)).status).toBe(200);
  expect(await ids()).toHaveLength(2);
  expect((await office.administrator.ask('DELETE', `/admin/holidays/${body.id}`)).status).toBe(204);
  expect(await ids()).toEqual(all);
  await office.administrator.ask('PATCH', `/admin/terms/${termId}`, { endsOn: '2026-11-29' });
  expect(await ids()).toHaveLength(1);
  await office.administrator.ask('PATCH', `/admin/terms/${termId}`, { endsOn: '2026-12-20' });
  const longer = await ids();
  expect(longer).toHaveLength(4);
  expect(longer).toEqual(expect.arrayContaining(all));
});

test('archiving loses nothing: the calendar empties, records stay, restoring brings the same sessions back', async () => {
  const termId = await addTerm();
  const made = await makeClass({ termId, timetable: [monday(12)] });
  const device = await registerDevice(office.world, office.professor.user);
  const before = (await pulled(device, made.id)).sessions.map(({ id }) => id).toSorted();
  expect((await office.professor.ask('DELETE', `/classes/${made.id}`)).status).toBe(204);
  const archived = await pulled(device, made.id);
  expect(archived.classes[0]?.archivedAt).toBe(office.world.clock.now());
  expect(archived.sessions).toEqual([]);
  expect((await office.professor.ask('PATCH', `/classes/${made.id}`, { room: 'x' })).body.reason).toBe(
    'class_archived',
  );
  expect((await office.professor.ask('GET', '/classes?archived=1')).body.classes).toHaveLength(1);
  expect((await office.outsider.ask('POST', '/classes/join', { code: made.joinCode })).body.reason).toBe(
    'join_code_unknown',
  );
  expect((await office.professor.ask('POST', `/classes/${made.id}/restore`, {})).body.archivedAt).toBeNull();
  expect((await pulled(device, made.id)).sessions.map(({ id }) => id).toSorted()).toEqual(before);
});

test('policy and room of a class reach the sessions that are still to come', async () => {
  const termId = await addTerm();
  const made = await makeClass({ termId, timetable: [monday(12)] });
  const single = await office.professor.ask('POST', `/classes/${made.id}/sessions`, {
    startsAt: office.world.clock.now() + DAY_MS,
    durationMinutes: 45,
    room: 'Lab 1',
  });
  expect(single.status).toBe(201);
  const policy = { ...DEFAULT_POLICY, lateAfterMs: 10 * MINUTE_MS, offlineScans: 'review' };
  await office.professor.ask('PATCH', `/classes/${made.id}`, { room: 'Hall', policy, lowPercent: 60 });
  const device = await registerDevice(office.world, office.professor.user);
  const { classes, sessions } = await pulled(device, made.id);
  expect(classes[0]).toMatchObject({ lowPercent: 60, policy });
  expect(sessions.every((row) => row.policy.lateAfterMs === 10 * MINUTE_MS)).toBe(true);
  expect(sessions.filter(({ room }) => room === 'Hall')).toHaveLength(3);
  expect(sessions.filter(({ room }) => room === 'Lab 1').map(({ id }) => id)).toEqual([single.body.id]);
});

test('a session for one day is planned, survives the timetable, and goes only while it has no record', async () => {
  const { world } = office;
  const made = await makeClass();
  const plan = { startsAt: world.clock.now() + 5 * MINUTE_MS, durationMinutes: 60, title: 'Make-up 🎯' };
  const first = await office.professor.ask('POST', `/classes/${made.id}/sessions`, plan);
  const second = await office.professor.ask('POST', `/classes/${made.id}/sessions`, {
    ...plan,
    startsAt: plan.startsAt + DAY_MS,
  });
  const device = await registerDevice(world, office.professor.user);
  await office.professor.ask('PATCH', `/classes/${made.id}`, { timetable: [monday(8)] });
  const { sessions } = await pulled(device, made.id);
  expect(sessions.map(({ title }) => title)).toEqual(['Make-up 🎯', 'Make-up 🎯']);
  const headcount = makeFact(world, device, 'headcount', { sessionId: first.body.id as SessionId, count: 3 });
  expect(outcomes((await sync(world, device, [headcount])).results)).toEqual(['accepted']);
  const remove = (id: string) => office.professor.ask('DELETE', `/classes/${made.id}/sessions/${id}`);
  expect((await remove(first.body.id)).body.reason).toBe('session_has_record');
  expect((await remove(second.body.id)).status).toBe(204);
  expect((await remove(second.body.id)).status).toBe(404);
  expect((await pulled(device, made.id)).sessions.map(({ id }) => id)).toEqual([first.body.id]);
  const past = await office.professor.ask('POST', `/classes/${made.id}/sessions`, {
    ...plan,
    startsAt: world.clock.now() - DAY_MS,
  });
  expect(past.body.issues).toEqual([{ path: 'startsAt', code: 'past' }]);
});

test('a session for one day is planned anew while it has no record, and what isn’t named stays', async () => {
  const { world } = office;
  const made = await makeClass();
  const startsAt = world.clock.now() + 5 * MINUTE_MS;
  const plan = { startsAt, durationMinutes: 60, title: 'Make-up 🎯', room: 'Hall' };
  const { body } = await office.professor.ask('POST', `/classes/${made.id}/sessions`, plan);
  const path = `/classes/${made.id}/sessions/${body.id}`;
  const device = await registerDevice(world, office.professor.user);
  const rowNow = async () => (await pulled(device, made.id)).sessions.find(({ id }) => id === body.id);
  expect(await rowNow()).toMatchObject({ single: true, startsAt, room: 'Hall' });
  const later = startsAt + DAY_MS;
  const title = '<img src=x onerror=alert(1)> نور';
  expect((await office.professor.ask('PATCH', path, { startsAt: later, title })).status).toBe(200);
  const endsAt = later + 60 * MINUTE_MS;
  expect(await rowNow()).toMatchObject({ startsAt: later, endsAt, room: 'Hall', title, status: 'scheduled' });
  await office.professor.ask('PATCH', path, { durationMinutes: 30, room: '' });
  expect(await rowNow()).toMatchObject({ startsAt: later, endsAt: later + 30 * MINUTE_MS, title });
  expect((await rowNow())?.room).not.toBe('Hall');

  const refused = async (change: object) => (await office.professor.ask('PATCH', path, change)).body;
  expect((await refused({ startsAt: world.clock.now() - DAY_MS })).issues).toEqual([
    { path: 'startsAt', code: 'past' },
  ]);
  expect((await refused({ startsAt: world.clock.now() + 500 * DAY_MS })).issues).toEqual([
    { path: 'startsAt', code: 'too_far' },
  ]);
  expect((await refused({ status: 'completed' })).reason).toBe('body_malformed');
  expect((await office.other.ask('PATCH', path, { title: 'mine' })).status).toBe(404);
  const headcount = makeFact(world, device, 'headcount', { sessionId: body.id as SessionId, count: 3 });
  await sync(world, device, [headcount]);
  expect((await refused({ title: 'too late' })).reason).toBe('session_has_record');
});

test('a session of the timetable is the timetable’s to move', async () => {
  const made = await makeClass();
  const device = await registerDevice(office.world, office.professor.user);
  const [planned] = (await pulled(device, made.id)).sessions.filter(({ single }) => !single);
  const path = `/classes/${made.id}/sessions/${planned?.id}`;
  expect((await office.professor.ask('PATCH', path, { title: 'mine' })).status).toBe(404);
});

test('[SES4] staff come, change role and go; what they stated in their time stays theirs', async () => {
  const { world } = office;
  const made = await makeClass();
  const path = `/classes/${made.id}/staff`;
  const added = await office.professor.ask('POST', path, { email: ' OTHER@acem.ac.in', role: 'assistant' });
  expect(added.status).toBe(201);
  const helper = await registerDevice(world, office.other.user);
  const kid = await issuerOf(world, helper);
  expect((await office.other.ask('PATCH', `/classes/${made.id}`, { room: 'x' })).status).toBe(404);
  world.clock.advance(MINUTE_MS);
  const raised = await office.professor.ask('PATCH', `${path}/${office.other.user.uuid}`, {
    role: 'professor',
  });
  expect(raised.status).toBe(200);
  expect((await office.other.ask('PATCH', `/classes/${made.id}`, { room: 'x' })).status).toBe(200);
  world.clock.advance(MINUTE_MS);
  expect((await office.other.ask('DELETE', `${path}/${office.professor.user.uuid}`)).status).toBe(204);
  expect((await office.professor.ask('GET', `/classes/${made.id}`)).status).toBe(404);
  const lastOne = await office.other.ask('DELETE', `${path}/${office.other.user.uuid}`);
  expect(lastOne.body.reason).toBe('last_professor');
  expect(
    (await office.other.ask('PATCH', `${path}/${office.other.user.uuid}`, { role: 'assistant' })).body.reason,
  ).toBe('last_professor');
  const { body } = await office.other.ask('GET', path);
  expect(body.staff.map(({ email, role, until }) => [email, role, until !== null])).toEqual([
    ['professor@acem.ac.in', 'professor', true],
    ['other@acem.ac.in', 'assistant', true],
    ['other@acem.ac.in', 'professor', false],
  ]);
  // The class row that phones hold names the staff of now with their keys (SYNC5).
  const [row] = (await pulled(helper, made.id)).classes;
  expect(row?.staff.map(({ givenName, kids }) => [givenName, kids])).toEqual([['other', [kid]]]);
});

test('only active professors become staff, and a stranger to the class changes nothing', async () => {
  const made = await makeClass();
  const path = `/classes/${made.id}/staff`;
  for (const email of ['student1@acem.ac.in', 'nobody@acem.ac.in', 'admin@acem.ac.in']) {
    const refused = await office.professor.ask('POST', path, { email, role: 'assistant' });
    expect(refused.body.issues, email).toEqual([{ path: 'email', code: 'unknown' }]);
  }
  expect(
    (await office.other.ask('POST', path, { email: 'other@acem.ac.in', role: 'professor' })).status,
  ).toBe(404);
});

test('everything done to a class is in the audit log', async () => {
  const made = await makeClass();
  await office.professor.ask('PATCH', `/classes/${made.id}`, { room: 'Hall' });
  await office.professor.ask('POST', `/classes/${made.id}/join-code`, { open: false });
  await office.professor.ask('POST', `/classes/${made.id}/staff`, {
    email: 'other@acem.ac.in',
    role: 'assistant',
  });
  await office.professor.ask('DELETE', `/classes/${made.id}`);
  await office.professor.ask('DELETE', `/classes/${made.id}`);
  const { body } = await office.administrator.ask('GET', `/admin/audit?subject=class:${made.id}`);
  expect(body.entries.map(({ action }) => action)).toEqual([
    'class.archived',
    'staff.added',
    'class.code_changed',
    'class.changed',
    'class.made',
  ]);
  expect(body.entries.every(({ actor }) => actor === 'professor Test')).toBe(true);
});

test('students see their class without its code', async () => {
  const { world } = office;
  const made = await makeClass({ capacity: 2 });
  await office.outsider.ask('POST', '/classes/join', { code: made.joinCode });
  const { body } = await office.outsider.ask('GET', `/classes/${made.id}`);
  expect(body).toMatchObject({ joinCode: null, role: 'student', enrolled: 1 });
  const phone = await registerDevice(world, office.outsider.user);
  const { changes } = await sync(world, phone, []);
  expect(JSON.stringify(changes)).not.toContain(made.joinCode);
  const stranger = await callerFor(world, office.student.user);
  expect((await stranger.ask('GET', `/classes/${made.id}`)).status).toBe(404);
});
