/** A mail server that is down for hours, and a server that is started anew meanwhile: what nobody can ask for again comes. */
import { rmSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { assert } from '@hazri/domain';
import { createUsers } from '../auth/accounts.ts';
import type { User } from '../auth/accounts.ts';
import { holdCodes } from '../roster/hand-out-codes.ts';
import type { RunningServer } from '../start-server.ts';
import { startServer } from '../start-server.ts';
import type { MailServer } from '../testing/mail-server.ts';
import { startMailServer, textIn } from '../testing/mail-server.ts';
import type { World } from '../testing/server-world.ts';
import { ask, cookieOf, newId, post, startWorld } from '../testing/server-world.ts';
import { LONGEST_WAIT_MS } from './mail-queue.ts';

const HOUR = 3_600_000;
const OFTEN = [20];

let world: World;
let server: RunningServer;
let mails: MailServer | null = null;
let port: number;
const reports: unknown[] = [];

beforeEach(async () => {
  reports.length = 0;
  const down = await startMailServer();
  ({ port } = down);
  await down.close();
  const mail = { url: down.url, from: 'Hazri <no-reply@acem.ac.in>' };
  world = await startWorld(4, { mail }, { mailRetryMs: OFTEN, report: (cause) => reports.push(cause) });
  ({ server } = world);
});
afterEach(async () => {
  await server.close();
  await mails?.close();
  mails = null;
  rmSync(world.dataDir, { recursive: true, force: true });
});

const letter = (to: string) => ({
  to,
  subject: 'Low attendance',
  text: 'سلمى, 61 %\n',
  usefulUntil: world.clock.now() + 24 * HOUR,
  patient: true,
  kept: 'whole' as const,
});

async function restart(): Promise<void> {
  await server.close();
  const { config } = world.server.deps;
  const report = (cause: unknown) => reports.push(cause);
  server = await startServer({ config, clock: world.clock, mailRetryMs: OFTEN, report });
}
async function mailServerUp(): Promise<MailServer> {
  mails = await startMailServer({ port });
  return mails;
}
async function rows() {
  const found = await server.deps.database.client.execute('SELECT * FROM waiting_mails ORDER BY rowid');
  return found.rows.map(({ to, subject, text }) => ({ to, subject, text }));
}
const until = (isSo: () => unknown) => expect.poll(isSo, { timeout: 5_000, interval: 10 }).toBe(true);
const untilKept = (count: number) => until(async () => (await rows()).length === count);

/** Somebody whom an import gave an account. @returns with the code by mail, which nobody has read yet */
async function invite(email: string): Promise<User> {
  const { deps } = server;
  const person = { uuid: newId(world), email, givenName: 'سلمى', familyName: '<b>', studentNo: null };
  const [student] = await createUsers(deps.writer, [{ ...person, role: 'student', passwordHash: null }]);
  assert(student !== undefined, 'a student');
  const held = holdCodes(deps, 'mail');
  const code = held.draw(student);
  await deps.writer.run((turn) => turn.commit([code.statement]));
  await held.take([{ checked: { verdict: 'new' } as never, student, code }]);
  return student;
}
function claim(email: string, code: string): Promise<Response> {
  return post({ ...world, server }, '/api/auth/claim', { email, code, password: 'a long new password' });
}

test('[MAIL] a letter waits hours for the mail server, over a restart, and comes once', async () => {
  server.deps.mailer.post(letter('asha@acem.ac.in'));
  await untilKept(1);
  await until(() => server.deps.mailer.trouble() !== null);
  world.clock.advance(5 * HOUR);
  await restart();
  world.clock.advance(5 * HOUR);
  await until(() => server.deps.mailer.waiting() === 1);
  const up = await mailServerUp();
  expect(textIn(await up.mailTo('asha@acem.ac.in'))).toContain('سلمى, 61 %');
  await untilKept(0);
  await until(() => server.deps.mailer.trouble() === null);
  await restart();
  server.deps.mailer.post(letter('bela@acem.ac.in'));
  await up.mailTo('bela@acem.ac.in');
  expect(up.received).toHaveLength(2);
  expect(reports).toEqual([]);
});

test('[MAIL] a code to claim an account by is nowhere in clear, and the mail after a restart has one that works', async () => {
  await invite('salma@acem.ac.in');
  await untilKept(1);
  expect(await rows()).toEqual([{ to: 'salma@acem.ac.in', subject: null, text: null }]);
  for (let times = 0; times < 2; times += 1) {
    world.clock.advance(HOUR);
    await restart();
    await until(() => server.deps.mailer.waiting() === 1);
  }
  const up = await mailServerUp();
  const code = /([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})/.exec(textIn(await up.mailTo('salma@acem.ac.in')))?.[1];
  expect((await claim('salma@acem.ac.in', code ?? '')).status).toBe(200);
  await untilKept(0);
  expect(up.received).toHaveLength(1);
});

test('[MAIL] no code is mailed to who has another in hand by now, or has claimed the account', async () => {
  const [handed, claimed, still] = await Promise.all(
    ['handed@acem.ac.in', 'claimed@acem.ac.in', 'still@acem.ac.in'].map(invite),
  );
  assert(handed !== undefined && claimed !== undefined && still !== undefined, 'three');
  await untilKept(3);
  world.clock.advance(HOUR);
  const { codes, database, writer } = server.deps;
  const inHand = codes.draw(handed, 'claim');
  await writer.run((turn) => turn.commit([inHand.statement]));
  await database.client.execute({
    sql: 'UPDATE users SET password_hash = ? WHERE id = ?',
    args: [world.people.professor.passwordHash, claimed.id],
  });
  await restart();
  const up = await mailServerUp();
  await up.mailTo('still@acem.ac.in');
  await untilKept(0);
  expect(up.received).toHaveLength(1);
  expect((await claim('handed@acem.ac.in', inHand.code)).status).toBe(200);
});

test('[MAIL] codes of ten minutes are in memory alone', async () => {
  const email = world.people.professor.email ?? '';
  expect((await post(world, '/api/auth/forgot', { email })).status).toBeLessThan(300);
  await until(() => server.deps.mailer.waiting() === 1);
  expect(await rows()).toEqual([]);
});

test('[MAIL] after three days a mail is given up, and said', async () => {
  const long = { ...letter('asha@acem.ac.in'), usefulUntil: world.clock.now() + 30 * LONGEST_WAIT_MS };
  server.deps.mailer.post(long);
  server.deps.mailer.post({ ...long, to: 'bela@acem.ac.in' });
  await untilKept(2);
  await until(() => server.deps.mailer.trouble() !== null);
  world.clock.advance(LONGEST_WAIT_MS + 1);
  await until(() => reports.length === 2);
  expect(String(reports[0])).toMatch(/given up after \d+ tries/);
  await untilKept(0);
});

test('[MAIL] what is too old when the server starts is dropped, and no code drawn for it', async () => {
  const drawn = async () =>
    (await server.deps.database.client.execute('SELECT hash FROM account_codes WHERE user_id > 0')).rows;
  server.deps.mailer.post(letter('asha@acem.ac.in'));
  await invite('salma@acem.ac.in');
  await untilKept(2);
  const before = await drawn();
  await server.close();
  world.clock.advance(LONGEST_WAIT_MS + HOUR);
  const up = await mailServerUp();
  await restart();
  await untilKept(0);
  expect(up.received).toEqual([]);
  expect(await drawn()).toEqual(before);
});

test('[MAIL] that somebody was approved is kept, too', async () => {
  const { deps } = server;
  const person = { givenName: 'A', familyName: 'B', passwordHash: world.people.professor.passwordHash };
  const [, pending] = await createUsers(deps.writer, [
    { ...person, uuid: newId(world), email: 'admin@acem.ac.in', role: 'administrator' },
    { ...person, uuid: newId(world), email: 'new@acem.ac.in', role: 'professor', state: 'pending' },
  ]);
  const cookie = cookieOf(
    await post(world, '/api/auth/login', { email: 'admin@acem.ac.in', password: 'correct horse' }),
  );
  const path = `/api/admin/users/${pending?.uuid ?? ''}/approve`;
  expect((await ask(world, 'POST', path, { cookie })).status).toBe(200);
  await untilKept(1);
  expect(await rows()).toMatchObject([
    { to: 'new@acem.ac.in', text: expect.stringContaining('approved') as string },
  ]);
});
