/** Walk-ins whom a professor wrote down, and who then register: whose is the attendance? */
import { expect, test } from 'vitest';
import { eq } from 'drizzle-orm';
import type { SessionId, UserId } from '@hazri/domain';
import { parseRow } from '@hazri/sync-protocol';
import { asUserId, findUser, findUserByEmail } from '../auth/accounts.ts';
import { enrolments } from '../db/class-schema.ts';
import { users } from '../db/people-schema.ts';
import { attendance } from '../db/record-schema.ts';
import { useClassroom } from '../testing/classroom.ts';
import { joined, mailThrough, useMails } from '../testing/newcomers.ts';
import { callerFor, makeAdministrator } from '../testing/office-world.ts';
import { ask, makeFact, newId, registerDevice, sync } from '../testing/server-world.ts';

const mails = await useMails();
const { world, laptop, classId, opened, open, scanOf, send } = await useClassroom(mailThrough(mails));
const { database } = world.server.deps;
const admin = await callerFor(world, await makeAdministrator(world));
const join = (email: string, studentNo: string) =>
  joined(world, mails, email, { role: 'student', studentNo });

const marked = (sessionId: SessionId, studentId: UserId, status: 'late' | 'present') =>
  makeFact(world, laptop, 'mark', { sessionId, studentId, status });

/** The professor writes somebody down and marks them late; returns who and in which session. */
async function writtenDown(studentNo: string) {
  const personId = asUserId(newId(world));
  const sessionId = newId(world) as SessionId;
  const person = { personId, givenName: 'Walk', familyName: 'In', studentNo };
  const facts = [
    makeFact(world, laptop, 'enrolment.added', { classId, person, from: world.clock.now() - 1_000 }),
    opened(sessionId),
    marked(sessionId, personId, 'late'),
  ];
  expect(await send(laptop, facts)).toEqual(['accepted', 'accepted', 'accepted']);
  return { personId, sessionId };
}
const attendanceOf = async (userId: number) => {
  const rows = await database.orm.select().from(attendance).where(eq(attendance.studentId, userId));
  return rows.map(({ status, source }) => `${status} ${source}`);
};
const byUuid = async (uuid: string) => {
  const [row] = await database.orm.select().from(users).where(eq(users.uuid, uuid));
  if (!row) throw new Error('nobody has this id');
  return row;
};

test('[MERGE] from the mailbox named after the number takes over what was written down', async () => {
  const { personId, sessionId } = await writtenDown('24CS777');
  const walkIn = await byUuid(personId);
  expect(await attendanceOf(walkIn.id)).toEqual(['late mark']);
  await join('24cs777@acem.ac.in', '24cs777');
  const account = await findUserByEmail(database, '24cs777@acem.ac.in');
  expect(account).toMatchObject({ state: 'active', studentNo: '24CS777' });
  expect(await attendanceOf(account?.id ?? 0)).toEqual(['late mark']);
  expect(await findUser(database, walkIn.id)).toMatchObject({ state: 'merged', studentNo: null });
  const places = await database.orm
    .select()
    .from(enrolments)
    .where(eq(enrolments.studentId, account?.id ?? 0));
  expect(places.map(({ until }) => until)).toEqual([null]);
  // The professor's device forgets the walk-in, and what it still says of it means the account.
  world.clock.advance(1_000);
  const { changes, results } = await sync(world, laptop, [marked(sessionId, personId, 'present')]);
  expect(results.map(({ outcome }) => outcome)).toEqual(['accepted']);
  const rows = changes[`staff:${classId}`]?.rows.map(parseRow) ?? [];
  const about = (id: string | undefined) =>
    rows.flatMap((row) =>
      row !== null && (row.type === 'attendance' || row.type === 'enrolment') && row.studentId === id
        ? [`${row.type} ${row.deleted === true ? 'deleted' : 'there'}`]
        : [],
    );
  expect(about(personId).toSorted()).toEqual(['attendance deleted', 'enrolment deleted']);
  expect(about(account?.uuid).toSorted()).toEqual(['attendance there', 'enrolment there']);
  expect(await attendanceOf(account?.id ?? 0)).toEqual(['present mark']);
});

test('[MERGE] from another mailbox waits for an administrator; own scans and the marks count together', async () => {
  const { personId } = await writtenDown('24CS778');
  const email = 'asha.k@acem.ac.in';
  await join(email, '24CS778');
  const account = await findUserByEmail(database, email);
  if (!account) throw new Error('nobody has this address');
  expect(account).toMatchObject({ state: 'active', studentNo: null });
  // A second session, which the student scans without being on the roster.
  const phone = await registerDevice(world, account);
  expect(await send(phone, [scanOf(await open(), phone)])).toEqual(['waiting not_enrolled']);
  const { body } = await admin.ask('GET', '/admin/approvals');
  expect(body.approvals.filter(({ kind }) => kind === 'number')).toMatchObject([
    { studentNo: '24CS778', person: { email }, holder: { name: 'Walk In', walkIn: true } },
  ]);
  expect((await admin.ask('POST', `/admin/users/${account.uuid}/approve`)).status).toBe(200);
  expect(await findUserByEmail(database, email)).toMatchObject({ studentNo: '24CS778' });
  expect((await attendanceOf(account.id)).toSorted()).toEqual(['late mark', 'present scan']);
  expect(await byUuid(personId)).toMatchObject({ state: 'merged' });
});

test('[MERGE] nobody takes the number of an account by typing it', async () => {
  const cookie = await join('grabber@acem.ac.in', 'R1');
  const me = await (await ask(world, 'GET', '/api/auth/me', { cookie })).json();
  expect(me).toMatchObject({ claimedNo: 'R1', user: { studentNo: null } });
  const grabber = await findUserByEmail(database, 'grabber@acem.ac.in');
  const decide = (word: 'approve' | 'decline') =>
    admin.ask('POST', `/admin/users/${grabber?.uuid ?? ''}/${word}`);
  expect(await decide('approve')).toMatchObject({ status: 409, body: { reason: 'number_taken' } });
  expect((await decide('decline')).status).toBe(200);
  expect(await findUser(database, grabber?.id ?? 0)).toMatchObject({ state: 'active', studentNo: null });
  const given = await ask(world, 'PATCH', '/api/auth/me', { cookie, body: { studentNo: 'free-1' } });
  expect(await given.json()).toMatchObject({ user: { studentNo: 'FREE-1' }, claimedNo: null });
});
