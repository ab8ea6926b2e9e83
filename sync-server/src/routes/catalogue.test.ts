/** The office's catalogue over HTTP, and what follows from it into classes. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Answered, OfficeWorld } from '../testing/office-world.ts';
import { startOffice } from '../testing/office-world.ts';
import { registerDevice, sync } from '../testing/server-world.ts';

let office: OfficeWorld;
beforeEach(async () => {
  office = await startOffice();
});
afterEach(() => office.world.close());

const admin: OfficeWorld['administrator']['ask'] = (...question) => office.administrator.ask(...question);
const codes = (answered: Answered) => answered.body.issues.map(({ path, code }) => `${path} ${code}`);

test('entries are added, changed, put away and taken back; professors see those in use', async () => {
  const { body: department } = await admin('POST', '/admin/departments', { code: ' CSE ', name: 'Comp <b>' });
  expect(department).toMatchObject({ code: 'CSE', name: 'Comp <b>', archivedAt: null });
  const { body: course } = await admin('POST', '/admin/courses', {
    code: 'CS1',
    title: '📡',
    departmentId: department.id,
  });
  const { body: term } = await admin('POST', '/admin/terms', {
    name: 'T1',
    startsOn: '2026-07-01',
    endsOn: '2026-12-01',
  });
  await admin('POST', '/admin/holidays', { name: 'H', startsOn: '2026-08-15', endsOn: '2026-08-15' });
  const seen = await office.professor.ask('GET', '/catalogue');
  expect(seen.body.courses).toEqual([{ ...course, departmentId: department.id }]);
  expect(seen.body.terms).toEqual([term]);
  expect(seen.body.holidays).toHaveLength(1);
  expect((await office.student.ask('GET', '/catalogue')).status).toBe(403);

  const gone = await admin('PATCH', `/admin/courses/${course.id}`, { archived: true });
  expect(gone.body.archivedAt).toBe(office.world.clock.now());
  expect((await office.professor.ask('GET', '/catalogue')).body.courses).toEqual([]);
  expect((await admin('GET', '/admin/courses')).body.entries).toHaveLength(1);
  const refused = await office.professor.ask('POST', '/classes', { courseId: course.id });
  expect(codes(refused)).toEqual(['courseId unknown']);
  await admin('PATCH', `/admin/courses/${course.id}`, { archived: false });
  expect((await office.professor.ask('POST', '/classes', { courseId: course.id })).status).toBe(201);
});

test('two entries never share a code, and days come in their order', async () => {
  await admin('POST', '/admin/departments', { code: 'CSE', name: 'A' });
  expect(codes(await admin('POST', '/admin/departments', { code: 'cse', name: 'B' }))).toEqual([
    'code taken',
  ]);
  const { body } = await admin('POST', '/admin/departments', { code: 'ECE', name: 'B' });
  expect(codes(await admin('PATCH', `/admin/departments/${body.id}`, { code: 'CSE' }))).toEqual([
    'code taken',
  ]);
  expect((await admin('PATCH', `/admin/departments/${body.id}`, { code: 'ece' })).status).toBe(200);
  const term = { name: 'T', startsOn: '2026-07-01', endsOn: '2026-06-30' };
  expect(codes(await admin('POST', '/admin/terms', term))).toEqual(['endsOn before_start']);
  expect(codes(await admin('POST', '/admin/terms', { ...term, endsOn: '2027-08-05' }))).toEqual([
    'endsOn too_long',
  ]);
  expect((await admin('POST', '/admin/terms', { ...term, endsOn: '2027-08-04' })).status).toBe(201);
  expect((await admin('POST', '/admin/terms', { ...term, name: 'U', endsOn: '2026-02-30' })).status).toBe(
    400,
  );
  const unknown = { code: 'X', title: 'X', departmentId: '01890000-0000-7000-8000-000000000000' };
  expect(codes(await admin('POST', '/admin/courses', unknown))).toEqual(['departmentId unknown']);
  expect((await admin('PATCH', `/admin/terms/${unknown.departmentId}`, { name: 'x' })).status).toBe(404);
});

test('renaming a course and a term follows into their classes and onto phones', async () => {
  const { body: course } = await admin('POST', '/admin/courses', { code: 'CS1', title: 'Old' });
  const { body: term } = await admin('POST', '/admin/terms', {
    name: 'T1',
    startsOn: '2026-07-01',
    endsOn: '2026-12-01',
  });
  const { body: made } = await office.professor.ask('POST', '/classes', {
    courseId: course.id,
    termId: term.id,
  });
  const device = await registerDevice(office.world, office.professor.user);
  const scope = `class:${made.id}` as const;
  const { changes } = await sync(office.world, device, []);
  const cursor = changes[scope]?.cursor ?? 0;
  await admin('PATCH', `/admin/courses/${course.id}`, { code: 'CS2', title: 'New' });
  await admin('PATCH', `/admin/terms/${term.id}`, { name: 'T2' });
  const told = await sync(office.world, device, [], { cursors: { me: cursor, [scope]: cursor } });
  expect(told.changes[scope]?.rows).toMatchObject([
    { type: 'class', course: 'CS2', title: 'New', term: 'T2' },
  ]);
  expect((await office.professor.ask('GET', `/classes/${made.id}`)).body).toMatchObject({
    course: 'CS2',
    term: 'T2',
  });
  const after = told.changes[scope]?.cursor ?? 0;
  await admin('PATCH', `/admin/courses/${course.id}`, { code: 'CS2' });
  const quiet = await sync(office.world, device, [], { cursors: { me: after, [scope]: after } });
  expect(quiet.changes[scope]?.rows).toEqual([]);
});

test('what the office does is in the audit log', async () => {
  const { body } = await admin('POST', '/admin/holidays', {
    name: 'H',
    startsOn: '2026-08-15',
    endsOn: '2026-08-15',
  });
  await admin('PATCH', `/admin/holidays/${body.id}`, { name: 'I' });
  await admin('DELETE', `/admin/holidays/${body.id}`);
  const log = await admin('GET', `/admin/audit?subject=holiday:${body.id}`);
  expect(log.body.entries.map(({ action }) => action)).toEqual([
    'holiday.deleted',
    'holiday.changed',
    'holiday.added',
  ]);
});
