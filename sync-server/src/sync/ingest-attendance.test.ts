/** What facts do to the record of a class. */
import { expect, test } from 'vitest';
import type { SessionId, UserId } from '@hazri/domain';
import type { RowOf, SyncResponse } from '@hazri/sync-protocol';
import { rowsIn, useClassroom } from '../testing/classroom.ts';
import { makeFact, MONDAY_TEN, newId, outcomes, sync } from '../testing/server-world.ts';

const MINUTE_MS = 60_000;
const { world, laptop, classId, phone, student, open, moved, scanOf, send, statusOf } = await useClassroom();

function changesIn(answer: SyncResponse, sessionId: SessionId): readonly RowOf<'notification'>[] {
  return rowsIn(answer, 'notification').filter(
    (row) => row.kind === 'attendance_changed' && row.sessionId === sessionId,
  );
}

test('[SCAN6] a walk-in waits, is named to staff, and counts once enrolled', async () => {
  const sessionId = await open();
  expect(await send(phone(4), [scanOf(sessionId, phone(4))])).toEqual(['waiting not_enrolled']);
  const [seen] = rowsIn(await sync(world, laptop, []), 'scan').filter((row) => row.sessionId === sessionId);
  expect(seen).toMatchObject({ studentId: student(4), student: { studentNo: 'R5' } });
  const added = makeFact(world, laptop, 'enrolment.added', {
    classId,
    from: world.clock.now(),
    studentId: student(4),
  });
  expect(await send(laptop, [added])).toEqual(['accepted']);
  expect(await statusOf(sessionId, phone(4))).toBe('present');
  const ended = makeFact(world, laptop, 'enrolment.ended', {
    classId,
    until: MONDAY_TEN,
    studentId: student(4),
  });
  await sync(world, laptop, [ended]);
});

test('[SES3] a walk-in made by hand can be marked at once, and is the account with that roll number', async () => {
  const sessionId = await open();
  const personId = newId(world) as UserId;
  const person = { personId, givenName: 'Someone', familyName: 'New', studentNo: 'R5' };
  const added = makeFact(world, laptop, 'enrolment.added', {
    classId,
    from: world.clock.now(),
    person,
  });
  const mark = makeFact(world, laptop, 'mark', { sessionId, studentId: personId, status: 'present' });
  expect(await send(laptop, [mark, added])).toEqual(['accepted', 'accepted']);
  expect(await statusOf(sessionId, phone(4))).toBe('present');
  const stranger = { ...person, personId: newId(world) as UserId, studentNo: 'X-99' };
  const more = makeFact(world, laptop, 'enrolment.added', {
    classId,
    from: world.clock.now(),
    person: stranger,
  });
  expect(await send(laptop, [more])).toEqual(['accepted']);
  const named = rowsIn(await sync(world, laptop, []), 'enrolment').map((row) => row.person.studentNo);
  expect(named).toContain('X-99');
});

test('[ATT5] completing makes the rest absent, [SES5] reopening brings them back', async () => {
  const sessionId = await open();
  await sync(world, phone(), [scanOf(sessionId)]);
  world.clock.advance(MINUTE_MS);
  await sync(world, laptop, [moved('session.completed', sessionId)]);
  expect([await statusOf(sessionId), await statusOf(sessionId, phone(1))]).toEqual(['present', 'absent']);
  world.clock.advance(MINUTE_MS);
  await sync(world, laptop, [moved('session.reopened', sessionId)]);
  expect([await statusOf(sessionId), await statusOf(sessionId, phone(1))]).toEqual(['present', 'expected']);
});

test('[ATT7] a scan that arrives after completion tells the student and the professor', async () => {
  const sessionId = await open();
  const scan = scanOf(sessionId, phone(1));
  world.clock.advance(MINUTE_MS);
  await sync(world, laptop, [moved('session.completed', sessionId)]);
  world.clock.advance(3_600_000);
  const own = await sync(world, phone(1), [scan]);
  expect(outcomes(own.results)).toEqual(['accepted']);
  const expected = {
    kind: 'attendance_changed',
    sessionId,
    studentId: student(1),
    before: 'absent',
    after: 'present',
  };
  expect(changesIn(own, sessionId)).toMatchObject([expected]);
  expect(changesIn(await sync(world, laptop, []), sessionId)).toMatchObject([expected]);
  expect(changesIn(await sync(world, phone(2), []), sessionId)).toEqual([]);
});

test('[ATT8] tallies follow every change of the record', async () => {
  const sessionId = await open();
  const marks = (['late', 'excused'] as const).map((status, at) =>
    makeFact(world, laptop, 'mark', { sessionId, studentId: student(at), status }),
  );
  await send(laptop, [...marks, moved('session.completed', sessionId)]);
  const { client } = world.server.deps.database;
  const fromRows =
    await client.execute(`SELECT class_id, student_id, sum(status='present'), sum(status='late'), sum(status='absent'), sum(status='excused')
    FROM attendance GROUP BY 1, 2 ORDER BY 1, 2`);
  const kept = await client.execute(
    'SELECT class_id, student_id, present, late, absent, excused FROM tallies ORDER BY 1, 2',
  );
  const plain = (result: typeof kept) => result.rows.map((row) => Object.values({ ...row }).map(Number));
  expect(plain(kept)).toEqual(plain(fromRows));
  expect(kept.rows.length).toBeGreaterThan(2);
});
