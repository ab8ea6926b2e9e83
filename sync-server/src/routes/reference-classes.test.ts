/** `POST /professor/classes/create` as clients of the older system use it. */
import { expect, test } from 'vitest';
import { eq } from 'drizzle-orm';
import { auditLog } from '../db/audit-schema.ts';
import { sessions } from '../db/class-schema.ts';
import { terms } from '../db/office-schema.ts';
import { upsertRows } from '../db/upsert-rows.ts';
import { useReference } from '../testing/reference-client.ts';
import { newId } from '../testing/server-world.ts';

const { world, professor, student, call } = await useReference();

const wanted = { course_code: 'CS304', course_name: 'Databases' };

test('[API] makes a class with its term’s sessions and a code to join by, on record', async () => {
  const { deps } = world.server;
  const term = { id: 1, uuid: newId(world), name: 'Autumn', startsOn: '2026-11-01', endsOn: '2026-12-31' };
  await deps.writer.run((turn) => turn.commit([upsertRows(terms, [{ ...term, archivedAt: null }])]));
  const { status, body } = await call(
    '/professor/classes/create',
    {
      ...wanted,
      academic_period_id: term.uuid,
      days_of_week: ['Tuesday', 'Thursday', 'Tuesday'],
      start_time: '23:30',
      end_time: '00:20',
      first_class_date: '2026-11-24',
      room_location: 'B 12',
      max_students: 40,
    },
    professor,
  );
  expect([status, body.success]).toEqual([201, true]);
  const made = deps.catalogue.classByUuid(body.class_id);
  expect(made).toMatchObject({ course: 'CS304', title: 'Databases', room: 'B 12', capacity: 40 });
  expect(made?.joinCode).toBe(body.class_code);
  expect(made?.timetable).toEqual([
    { weekday: 2, startMinute: 1_410, durationMinutes: 50 },
    { weekday: 4, startMinute: 1_410, durationMinutes: 50 },
  ]);
  const rows = await deps.database.orm
    .select()
    .from(sessions)
    .where(eq(sessions.classId, made?.id ?? 0));
  expect(rows.length).toBeGreaterThan(8);
  const entries = await deps.database.orm.select().from(auditLog).where(eq(auditLog.action, 'class.made'));
  expect(entries.map(({ subject }) => subject)).toContain(`class:${body.class_id}`);
});

test('[API] says in its own words what is wrong', async () => {
  const path = '/professor/classes/create';
  const issues = async (body: object) => (await call(path, body, professor)).body.issues;
  expect(await issues({})).toEqual([
    { path: 'course_code', code: 'required' },
    { path: 'course_name', code: 'required' },
  ]);
  expect(await issues({ ...wanted, days_of_week: ['Monday'] })).toEqual([
    { path: 'start_time', code: 'required' },
  ]);
  expect(await issues({ ...wanted, academic_period_id: newId(world) })).toEqual([
    { path: 'academic_period_id', code: 'unknown' },
  ]);
  expect((await call(path, { ...wanted, days_of_week: ['Noday'] }, professor)).status).toBe(400);
  expect((await call(path, { ...wanted, start_time: '25:00' }, professor)).status).toBe(400);
  expect((await call(path, wanted, student)).status).toBe(403);
});
