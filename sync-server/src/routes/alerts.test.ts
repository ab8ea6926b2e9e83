/** Letters about low attendance, against a real mail server. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { classAlerts } from '@hazri/sync-protocol/api/alerts';
import { makeWeeklyAlerts, roundDue } from '../alerts/weekly-alerts.ts';
import { REST_DAYS } from '../alerts/plan-alerts.ts';
import type { User } from '../auth/accounts.ts';
import { auditLog } from '../db/audit-schema.ts';
import { notifications } from '../db/notification-schema.ts';
import { startServer } from '../start-server.ts';
import { holdSession } from '../testing/hold-session.ts';
import type { MailServer } from '../testing/mail-server.ts';
import { startMailServer, textIn } from '../testing/mail-server.ts';
import type { TestDevice, World } from '../testing/server-world.ts';
import {
  ask,
  issuerOf,
  login,
  post,
  registerDevice,
  startWorld,
  testConfig,
} from '../testing/server-world.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const FROM = 'Hazri <no-reply@acem.ac.in>';
/** Monday a week later, at seven in Kolkata. */
const ROUND = Date.UTC(2026, 10, 30, 1, 30);

let mails: MailServer;
let world: World;
let laptop: TestDevice;
let kid: number;

async function open(withMail: boolean): Promise<void> {
  world = await startWorld(4, { mail: withMail ? { url: mails.url, from: FROM } : null });
  laptop = await registerDevice(world, world.people.professor);
  kid = await issuerOf(world, laptop);
}
beforeEach(async () => {
  mails = await startMailServer();
});
afterEach(async () => {
  await world.close();
  await mails.close();
});

/** A session a day, each attended by those whose numbers are told (1 is student1). */
async function hold(...attended: readonly (readonly number[])[]): Promise<void> {
  for (const numbers of attended) {
    const marks = Object.fromEntries(numbers.map((number) => [`R${number}`, 'present'] as const));
    await holdSession(world, { device: laptop, kid }, { startsAt: world.clock.now(), marks });
    world.clock.advance(DAY - HOUR);
  }
}

async function alerts(method: 'GET' | 'POST') {
  const cookie = await login(world, world.people.professor);
  const answer = await ask(world, method, `/api/classes/${world.ofClass.uuid}/alerts`, {
    cookie,
    ...(method === 'POST' ? { body: {} } : {}),
  });
  expect(answer.status).toBe(200);
  return classAlerts.parse(await answer.json());
}

const noSkips = { too_early: 0, lately_told: 0, no_mail_server: 0, no_address: 0, unwanted: 0, mail_full: 0 };
const warningsOf = async (userId: number) => {
  const rows = await world.server.deps.database.orm.select().from(notifications);
  return rows.filter((row) => row.userId === userId && row.kind === 'below_threshold');
};

describe('staff write to who is below the line', () => {
  test('[NOTE8] each gets a mail with rate, what is missing and where to look, and nobody two', async () => {
    await open(true);
    // 1: 3 of 3. 2: 1 of 3. 3: 0 of 3.
    await hold([1, 2], [1], [1]);
    expect(await alerts('GET')).toEqual({
      thresholdPercent: 75,
      low: 2,
      mailed: 2,
      told: 0,
      skipped: noSkips,
    });
    expect(mails.received).toEqual([]);
    expect(await alerts('POST')).toMatchObject({ low: 2, mailed: 2, told: 0, skipped: noSkips });
    const mail = await mails.mailTo('student2@acem.ac.in');
    expect(mail.source).toContain('Subject: Your attendance in CS301 Networks: 33 %');
    expect(textIn(mail)).toContain(
      [
        'Dear student2 Test,',
        'your attendance in CS301 Networks, section A, is 33 %. 75 % is needed.',
        'Of 3 sessions so far you missed 2.',
        'Attend the next 5 sessions without missing one, and you reach 75 %.',
        `Every session, and where to ask if one is wrong:\nhttp://hazri.test/student/classes/${world.ofClass.uuid}`,
      ].join('\n\n'),
    );
    await mails.mailTo('student3@acem.ac.in');
    const [low] = [world.people.students[1]!];
    expect(await warningsOf(low.id)).toMatchObject([
      { percent: 33, classId: world.ofClass.id, studentId: low.id },
    ]);

    const later = { low: 2, mailed: 0, told: 0, skipped: { ...noSkips, lately_told: 2 } };
    expect(await alerts('POST')).toMatchObject(later);
    world.clock.advance(REST_DAYS * DAY - 1);
    expect(await alerts('POST')).toMatchObject(later);
    expect(await warningsOf(low.id)).toHaveLength(1);
    world.clock.advance(1);
    expect(await alerts('POST')).toMatchObject({ mailed: 2 });
    await mails.mailTo('student2@acem.ac.in', 1);
    await mails.mailTo('student3@acem.ac.in', 1);
    expect(mails.received).toHaveLength(4);

    const entries = (await world.server.deps.database.orm.select().from(auditLog)).filter(
      ({ action }) => action === 'alerts.sent',
    );
    expect(entries).toHaveLength(4);
    expect(entries[0]).toMatchObject({
      actorId: world.people.professor.id,
      subject: `class:${world.ofClass.uuid}`,
    });
    expect(JSON.parse(entries[0]!.detail)).toEqual({
      low: 2,
      mailed: 2,
      told: 0,
      skipped: noSkips,
      weekly: false,
    });
  });

  test('[NOTE8] who left, who chose not to, and who has no address get none', async () => {
    await open(true);
    await hold([], [], []);
    const { database } = world.server.deps;
    const [first, second, third] = world.people.students;
    await database.client.execute({
      sql: 'UPDATE enrolments SET until_at = ? WHERE student_id = ?',
      args: [world.clock.now(), first!.id],
    });
    const choices = await world.server.deps.news.choices.of(second!.id);
    await world.server.deps.news.choices.set(second!.id, { ...choices, email: { below_threshold: false } });
    await database.client.execute({
      sql: "UPDATE users SET state = 'unverified' WHERE id = ?",
      args: [third!.id],
    });
    expect(await alerts('POST')).toMatchObject({
      low: 2,
      mailed: 0,
      told: 2,
      skipped: { ...noSkips, unwanted: 1, no_address: 1 },
    });
    expect([(await warningsOf(first!.id)).length, (await warningsOf(second!.id)).length]).toEqual([0, 1]);
  });

  test('[NOTE9] a mail goes to who wants no notification in the app, and to who wants neither nothing', async () => {
    await open(true);
    await hold([], [], []);
    const { choices } = world.server.deps.news;
    const [first, second] = world.people.students;
    const { push, ...others } = await choices.of(first!.id);
    const app = { ...others.app, below_threshold: false };
    await choices.set(first!.id, { app, push, email: { below_threshold: true } });
    await choices.set(second!.id, { app, push, email: { below_threshold: false } });
    const done = { low: 3, mailed: 2, told: 0, skipped: { ...noSkips, unwanted: 1 } };
    expect(await alerts('POST')).toMatchObject(done);
    await mails.mailTo('student1@acem.ac.in');
    const told = world.people.students.map(async ({ id }) => (await warningsOf(id)).length);
    expect(await Promise.all(told)).toEqual([0, 0, 1, 0]);
    // Who was reached in no way isn't left alone for days.
    expect(await alerts('POST')).toMatchObject({ skipped: { ...noSkips, lately_told: 2, unwanted: 1 } });
  });

  test('[NOTE8] without a mail server they are told in the app, and the answer says why only there', async () => {
    await open(false);
    await hold([1], [1], [1]);
    const told = { low: 2, mailed: 0, told: 2, skipped: { ...noSkips, no_mail_server: 2 } };
    expect(await alerts('POST')).toMatchObject(told);
    expect(await warningsOf(world.people.students[1]!.id)).toHaveLength(1);
    expect(await alerts('POST')).toMatchObject({ told: 0, skipped: { ...noSkips, lately_told: 2 } });
  });

  test('[NOTE8] names can’t begin a header or a line, and stay whole', async () => {
    await open(true);
    const { catalogue, database } = world.server.deps;
    await database.client.batch([
      "UPDATE classes SET title = 'نظم' || char(13, 10) || 'Bcc: all@acem.ac.in' || char(13, 10, 13, 10) || '<b>'",
      "UPDATE users SET given_name = '<img src=x onerror=alert(1)>', family_name = char(10) || '👩🏽‍🔬 سلمى' || char(8238)",
    ]);
    await catalogue.reload();
    await hold([], [], []);
    expect((await alerts('POST')).mailed).toBe(3);
    const mail = await mails.mailTo('student1@acem.ac.in');
    const { source, to } = mail;
    expect(to).toEqual(['student1@acem.ac.in']);
    const head = source.slice(0, source.indexOf('\r\n\r\n'));
    expect(head).not.toMatch(/^bcc:/im);
    expect(head).toContain('Content-Type: text/plain');
    const text = textIn(mail);
    expect(text).toMatch(/^Dear <img src=x onerror=alert\(1\)>  👩🏽‍🔬 سلمى,\r?\n/);
    expect(text).toMatch(/in CS301 نظم Bcc: all@acem\.ac\.in <b>, section A,/);
  });

  test('[NOTE8] whoever finds no room among the waiting mails is left for later', async () => {
    const gone = await startMailServer();
    await gone.close();
    world = await startWorld(
      4,
      { mail: { url: gone.url, from: FROM } },
      { mailRetryMs: [HOUR], report: () => undefined },
    );
    laptop = await registerDevice(world, world.people.professor);
    kid = await issuerOf(world, laptop);
    await hold([1], [1], [1]);
    const { mailer } = world.server.deps;
    const usefulUntil = world.clock.now() + DAY;
    while (mailer.room() > 1)
      mailer.post({ to: 'x@acem.ac.in', subject: '', text: '', usefulUntil, patient: true });
    const done = await alerts('POST');
    expect(done).toMatchObject({ low: 2, mailed: 1, told: 0, skipped: { ...noSkips, mail_full: 1 } });
    expect(await alerts('POST')).toMatchObject({
      told: 0,
      skipped: { ...noSkips, lately_told: 1, mail_full: 1 },
    });
  });

  test('[NOTE8] a class that was put away writes to nobody', async () => {
    await open(true);
    await hold([], [], []);
    await world.server.deps.database.client.execute('UPDATE classes SET archived_at = 1');
    await world.server.deps.catalogue.reload();
    const cookie = await login(world, world.people.professor);
    const answer = await ask(world, 'POST', `/api/classes/${world.ofClass.uuid}/alerts`, {
      cookie,
      body: {},
    });
    expect([answer.status, await answer.json()]).toMatchObject([409, { reason: 'class_archived' }]);
  });
});

test('[NOTE8] each reads the language that they chose; a browser’s own gives way to it', async () => {
  await open(true);
  await hold([], [], []);
  const [first, second] = world.people.students;
  const tell = async (user: User, language: string, chosen: boolean) => {
    const body = { language, chosen };
    const cookie = await login(world, user);
    return (await ask(world, 'PUT', '/api/auth/me/language', { cookie, body })).status;
  };
  expect([
    await tell(first!, 'hi', false),
    await tell(first!, 'te', true),
    await tell(first!, 'en', false),
    await tell(second!, 'hi', false),
    await tell(second!, 'xx', true),
  ]).toEqual([204, 204, 204, 204, 400]);
  await alerts('POST');
  expect(textIn(await mails.mailTo('student1@acem.ac.in'))).toMatch(/^ప్రియమైన student1 Test,/);
  expect(textIn(await mails.mailTo('student2@acem.ac.in'))).toMatch(/^प्रिय student2 Test,/);
  expect(textIn(await mails.mailTo('student3@acem.ac.in'))).toMatch(/^Dear student3 Test,/);
  await post(world, '/api/auth/forgot', { email: first!.email });
  expect(textIn(await mails.mailTo('student1@acem.ac.in', 1))).toMatch(/^మీ కోడ్: \d{4}-\d{4}\n/);
});

describe('on Monday morning', () => {
  test('[NOTE8] it is seven o’clock where the class is that begins the round, for a day', () => {
    const monday = '2026-11-30';
    expect(
      [ROUND - 1, ROUND, ROUND + DAY - 1, ROUND + DAY].map((at) => roundDue(at, 'Asia/Kolkata')?.monday),
    ).toEqual([undefined, monday, monday, undefined]);
    // New York has seven o'clock ten and a half hours later, and after the clocks changed.
    const there = Date.UTC(2026, 10, 30, 12);
    expect([there - 1, there].map((at) => roundDue(at, 'America/New_York')?.begins)).toEqual([
      undefined,
      there,
    ]);
    const before = Date.UTC(2026, 9, 26, 11);
    expect([before - 1, before].map((at) => roundDue(at, 'America/New_York')?.monday)).toEqual([
      undefined,
      '2026-10-26',
    ]);
  });

  test('[NOTE8] those below the line are written to once, restarts or not', async () => {
    await open(true);
    // Monday to Thursday: student 2 came once, student 3 never.
    await hold([1, 2], [1], [1], [1]);
    const { look } = makeWeeklyAlerts(world.server.deps);
    world.clock.set(ROUND - 1);
    expect(await look()).toBe(0);
    world.clock.set(ROUND);
    expect(await look()).toBe(1);
    await mails.mailTo('student2@acem.ac.in');
    await mails.mailTo('student3@acem.ac.in');
    expect(await look()).toBe(0);
    const entry = (await world.server.deps.database.orm.select().from(auditLog)).at(-1);
    expect(entry).toMatchObject({ action: 'alerts.sent', actorId: null });

    await world.server.close();
    world.clock.advance(HOUR);
    const config = testConfig(world.dataDir, { mail: { url: mails.url, from: FROM } });
    const again = await startServer({ config, clock: world.clock });
    expect(await makeWeeklyAlerts(again.deps).look()).toBe(0);
    await again.close();
    expect(mails.received).toHaveLength(2);
  });

  test('[NOTE8] a server that was off then makes the round as it starts', async () => {
    await open(true);
    await hold([1], [1], [1], [1]);
    await world.server.close();
    world.clock.set(ROUND + 5 * HOUR);
    const off = testConfig(world.dataDir, { mail: { url: mails.url, from: FROM } });
    const unasked = await startServer({ config: off, clock: world.clock });
    await unasked.close();
    expect(mails.received).toEqual([]);
    const again = await startServer({ config: { ...off, weeklyAlerts: true }, clock: world.clock });
    await mails.mailTo('student2@acem.ac.in');
    await mails.mailTo('student3@acem.ac.in');
    await again.close();
  });

  test('[NOTE8] no word of three sessions, of a week without any, or of a class put away', async () => {
    await open(true);
    await hold([], [], []);
    const { look } = makeWeeklyAlerts(world.server.deps);
    world.clock.set(ROUND);
    expect(await look()).toBe(1);
    await hold([]);
    world.clock.set(ROUND + 14 * DAY);
    expect(await look()).toBe(0);
    world.clock.set(ROUND + 7 * DAY);
    await world.server.deps.database.client.execute('UPDATE classes SET archived_at = 1');
    await world.server.deps.catalogue.reload();
    expect(await look()).toBe(0);
    await world.server.deps.database.client.execute('UPDATE classes SET archived_at = NULL');
    await world.server.deps.catalogue.reload();
    expect(mails.received).toEqual([]);
    expect(await look()).toBe(1);
    await mails.mailTo('student1@acem.ac.in');
  });
});
