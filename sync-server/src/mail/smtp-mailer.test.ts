import { afterEach, describe, expect, test } from 'vitest';
import type { MailServer } from '../testing/mail-server.ts';
import { startMailServer } from '../testing/mail-server.ts';
import { accountMail } from './account-mails.ts';
import type { KeptMails } from './kept-mails.ts';
import type { Mail, Mailer } from './mail.ts';
import { MAX_WAITING_LETTERS, MAX_WAITING_MAILS, makeMailQueue } from './mail-queue.ts';
import { makeSmtpMailer } from './smtp-mailer.ts';

const NOW = 1_000_000;
let now = NOW;
const clock = { now: () => now };
/** Of mails that are kept in memory alone; kept-mails.test.ts has the others. */
const kept: KeptMails = {
  keep: () => Promise.reject(new Error('not to be kept')),
  forget: () => Promise.reject(new Error('was never kept')),
  left: async function* () {},
};
const memory = { clock, kept, newId: () => 'no id' };
const closing: (() => unknown)[] = [];
afterEach(async () => {
  now = NOW;
  for (const close of closing.splice(0)) await close();
});

function mailTo(to: string, usefulUntil = NOW + 1): Mail {
  return { to, subject: 'Code', text: 'Your code: 1234-5678\n', usefulUntil };
}

async function openServer(options: Parameters<typeof startMailServer>[0] = {}): Promise<MailServer> {
  const server = await startMailServer(options);
  closing.push(server.close);
  return server;
}

function mailer(url: string, reports: unknown[], retryMs: readonly number[] = [20, 20, 20]): Mailer {
  const made = makeSmtpMailer(
    { url, from: 'Hazri <no-reply@acem.ac.in>' },
    { ...memory, report: (cause) => reports.push(cause), retryMs },
  );
  closing.push(made.close);
  return made;
}

async function until(isSo: () => boolean): Promise<void> {
  await expect.poll(isSo, { timeout: 5_000, interval: 10 }).toBe(true);
}

describe('mail by SMTP', () => {
  test('[MAIL] is plain text from the institution to the one address', async () => {
    const server = await openServer();
    mailer(server.url, []).post(mailTo('asha@acem.ac.in'));
    const { to, source } = await server.mailTo('asha@acem.ac.in');
    expect(to).toEqual(['asha@acem.ac.in']);
    expect(source).toContain('From: Hazri <no-reply@acem.ac.in>');
    expect(source).toContain('Auto-Submitted: auto-generated');
    expect(source).toContain('Content-Type: text/plain');
    expect(source).toContain('Your code: 1234-5678');
  });

  test('[MAIL] survives a mail server that is down, and is delivered when it is back', async () => {
    const first = await startMailServer();
    await first.close();
    const reports: unknown[] = [];
    const post = mailer(
      first.url,
      reports,
      Array.from({ length: 200 }, () => 20),
    );
    post.post(mailTo('asha@acem.ac.in'));
    post.post(mailTo('bela@acem.ac.in'));
    const back = await openServer({ port: first.port });
    await back.mailTo('asha@acem.ac.in');
    await back.mailTo('bela@acem.ac.in');
    expect(reports).toEqual([]);
  });

  test('[MAIL] a passing refusal is tried again, a final one is reported and not', async () => {
    let tries = 0;
    let never = 0;
    const server = await openServer({
      refuse: (address) => {
        if (address.startsWith('busy') && (tries += 1) < 3) return 450;
        if (address.startsWith('gone')) {
          never += 1;
          return 550;
        }
        return null;
      },
    });
    const reports: unknown[] = [];
    const post = mailer(server.url, reports);
    post.post(mailTo('gone@acem.ac.in'));
    post.post(mailTo('busy@acem.ac.in'));
    await server.mailTo('busy@acem.ac.in');
    await until(() => reports.length === 1);
    expect([tries, never]).toEqual([3, 1]);
    expect(String(reports[0])).not.toContain('1234-5678');
  });

  test('[MAIL] is tried as long as it is of use, then given up and reported; not sent when its code is too old', async () => {
    const gone = await startMailServer();
    await gone.close();
    const reports: unknown[] = [];
    const waiting = mailer(gone.url, reports, [1]);
    waiting.post(mailTo('asha@acem.ac.in'));
    await until(() => waiting.trouble() !== null);
    expect(waiting.trouble()).toMatchObject({
      at: NOW,
      why: expect.stringContaining('ECONNREFUSED') as string,
    });
    expect([reports, waiting.waiting()]).toEqual([[], 1]);
    now = NOW + 2;
    await until(() => reports.length === 1);
    expect([String(reports[0]), waiting.waiting()]).toEqual([
      expect.stringMatching(/given up after \d+ tries/),
      0,
    ]);
    const server = await openServer();
    const post = mailer(server.url, reports);
    post.post(mailTo('late@acem.ac.in', now - 1));
    post.post(mailTo('asha@acem.ac.in', now));
    await server.mailTo('asha@acem.ac.in');
    expect(server.received).toHaveLength(1);
    expect(post.trouble()).toBeNull();
  });
});

test('[MAIL] what waits is bounded, and what is over is reported', () => {
  const reports: unknown[] = [];
  const queue = makeMailQueue({
    deliver: () => new Promise(() => undefined),
    ...memory,
    report: (cause) => reports.push(cause),
  });
  for (let count = 0; count < MAX_WAITING_MAILS + 4; count += 1) queue.post(mailTo('a@acem.ac.in'));
  expect(reports).toHaveLength(0);
  queue.post(mailTo('a@acem.ac.in'));
  expect(reports).toHaveLength(1);
  void queue.close();
});

test('[MAIL] a letter waits for whatever somebody waits for, and leaves room for it', async () => {
  const delivered: string[] = [];
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const queue = makeMailQueue({
    deliver: async ({ to }) => {
      await held;
      delivered.push(to);
    },
    ...memory,
    report: (cause) => expect.unreachable(String(cause)),
  });
  // Four are on their way at once; what comes later stands in line.
  for (let count = 0; count < 4; count += 1) queue.post(mailTo('first@acem.ac.in'));
  expect(queue.room()).toBe(MAX_WAITING_LETTERS - 4);
  for (let count = 0; count < MAX_WAITING_LETTERS + 1; count += 1)
    queue.post({ ...mailTo('letter@acem.ac.in'), patient: true });
  expect(queue.room()).toBe(0);
  queue.post(mailTo('code@acem.ac.in'));
  release();
  await until(() => delivered.length === MAX_WAITING_LETTERS + 6);
  expect(delivered.indexOf('code@acem.ac.in')).toBe(4);
  void queue.close();
});

test('[MAIL] the code travels behind the # of a link', () => {
  const { text } = accountMail(
    'a+b@acem.ac.in',
    { kind: 'reset', code: '1234-5678' },
    0,
    'https://hazri.example',
    null,
  );
  expect(text).toContain('https://hazri.example/reset#email=a%2Bb%40acem.ac.in&code=1234-5678');
});
