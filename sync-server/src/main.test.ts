import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig } from './env.ts';
import { EXIT_CODES } from './start-failure.ts';
import { startServer } from './start-server.ts';
import { makeSelfSigned } from './testing/self-signed.ts';
import { testConfig } from './testing/server-world.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hazri-main-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly output: string;
}
/** Runs the program; once it says `until`, sends the signals one after another. */
function runMain(
  env: Record<string, string>,
  until = '',
  signals: readonly NodeJS.Signals[] = [],
  /** Sent once this was said after them: signals that come together have no order. */
  then: { readonly until: string; readonly signal: NodeJS.Signals } | null = null,
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [MAIN], { env: { PATH: process.env['PATH'] ?? '', ...env } });
    const steps = [{ until, signals }, ...(then ? [{ until: then.until, signals: [then.signal] }] : [])];
    let output = '';
    const hear = (chunk: Buffer) => {
      output += chunk.toString();
      const [next] = steps;
      if (next === undefined || next.until === '' || !output.includes(next.until)) return;
      steps.shift();
      for (const signal of next.signals) child.kill(signal);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('exit', (code) => resolve({ code, output }));
  });
}
const production = (name: string) => ({
  DATA_DIR: join(folder, name),
  ORIGIN: 'https://hazri.example.org',
  PORT: '0',
  HOST: '127.0.0.1',
});

describe('starting and stopping', () => {
  test('[RUN] repeated signals end it once, cleanly', async () => {
    const { code, output } = await runMain(production('signals'), 'is running', [
      'SIGTERM',
      'SIGINT',
      'SIGTERM',
    ]);
    expect(output).toContain('https://hazri.example.org');
    expect(output.split('Hazri has stopped.')).toHaveLength(2);
    // A late signal may find the process already leaving, with nothing left to stop.
    expect([0, null]).toContain(code);
    expect(output).not.toContain('password123');
  });

  test('[RUN] the master key is made once, for its owner only', async () => {
    const path = join(folder, 'signals', 'master.key');
    const before = readFileSync(path, 'utf8');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const { code } = await runMain(production('signals'), 'is running', ['SIGTERM']);
    expect(code).toBe(0);
    expect(readFileSync(path, 'utf8')).toBe(before);
  });

  test('[RUN] the database is its owner’s alone, whatever the umask of who starts it', () => {
    expect(statSync(join(folder, 'signals')).mode & 0o077).toBe(0);
    expect(statSync(join(folder, 'signals', 'hazri.db')).mode & 0o777).toBe(0o600);
  });

  test('[RUN] a missing master key beside existing data is refused', async () => {
    rmSync(join(folder, 'signals', 'master.key'));
    const { code, output } = await runMain(production('signals'));
    expect([code, output]).toEqual([
      EXIT_CODES.master_key_missing,
      expect.stringContaining('not its master.key'),
    ]);
  });

  test('[RUN] a taken port is said in one line', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    const address = holder.address();
    const port = typeof address === 'object' && address ? String(address.port) : '';
    const { code, output } = await runMain({ ...production('port'), PORT: port });
    holder.close();
    expect([code, output.trim().split('\n')]).toEqual([
      EXIT_CODES.port_taken,
      [`Hazri can't start: Port ${port} on 127.0.0.1 is taken. Set PORT to another one. [port_taken]`],
    ]);
  });

  test('[RUN] a data folder that can’t be made is said in one line', async () => {
    const { code, output } = await runMain({ ...production('x'), DATA_DIR: join(MAIN, 'data') });
    expect([code, output]).toEqual([
      EXIT_CODES.data_dir_unwritable,
      `Hazri can't start: The data folder ${join(MAIN, 'data')} can't be written. Check DATA_DIR, its owner and that its volume is mounted for writing. [data_dir_unwritable]\n`,
    ]);
  });

  test('[RUN] without TLS of its own, a hang-up ends it as cleanly as any other signal', async () => {
    const { code, output } = await runMain(production('hang-up'), 'is running', ['SIGHUP', 'SIGHUP']);
    expect([code, output]).toEqual([0, expect.stringContaining('Hazri has stopped.')]);
  });

  test('[RUN] with TLS of its own, a hang-up reads the certificate again', async () => {
    const { cert, key } = makeSelfSigned('hazri.example.org');
    const tls = { TLS_CERT: join(folder, 'cert.pem'), TLS_KEY: join(folder, 'key.pem') };
    writeFileSync(tls.TLS_CERT, cert);
    writeFileSync(tls.TLS_KEY, key);
    const env = { ...production('tls'), ...tls };
    const said = 'Certificate read again: valid until';
    const { code, output } = await runMain(env, 'is running', ['SIGHUP'], { until: said, signal: 'SIGTERM' });
    expect([code, output]).toEqual([0, expect.stringContaining(said)]);
    rmSync(tls.TLS_KEY);
    expect(await runMain(env)).toEqual({
      code: EXIT_CODES.tls_unusable,
      output: expect.stringMatching(/^Hazri can't start: TLS_KEY .* \[tls_unusable\]\n$/) as string,
    });
  });

  test('[RUN] starting again on the same data keeps epoch and kids', async () => {
    const config = testConfig(join(folder, 'again'));
    const first = await startServer({ config });
    const { kid } = await first.deps.issuerKids.serverKid();
    await first.close();
    const second = await startServer({ config });
    expect(second.deps.life.epoch).toBe(first.deps.life.epoch);
    expect((await second.deps.issuerKids.serverKid()).kid).toBe(kid);
    await second.close();
  });
});

describe('the environment', () => {
  const read = (env: Record<string, string>) => readConfig(env, { packageDir: '/app/sync-server' });

  test('[RUN] demo mode without ORIGIN and DATA_DIR, on this machine only', () => {
    expect(read({})).toMatchObject({
      ok: true,
      value: { demo: true, host: '127.0.0.1', port: 3000, dataDir: '/app/demo-data' },
    });
    expect(read({ HOST: '0.0.0.0' }).ok).toBe(false);
    for (const env of [{ ORIGIN: 'https://a.example' }, { DATA_DIR: '/data' }]) {
      expect(read(env)).toMatchObject({ ok: true, value: { demo: false, host: '0.0.0.0' } });
    }
  });

  test.each([
    'hazri.example',
    'https://a.example/path',
    'ftp://a.example',
    'https://u@a.example',
    'https://a.example?x',
  ])('[RUN] ORIGIN "%s" is refused', (ORIGIN) => expect(read({ ORIGIN }).ok).toBe(false));

  test('[RUN] mail needs an SMTP server and a sender that can be written in a header', () => {
    const mail = (env: Record<string, string>) => {
      const config = read(env);
      return config.ok ? config.value.mail : config.reason;
    };
    const SMTP_URL = 'smtps://user:secret@mail.example.org:465';
    expect(mail({})).toBeNull();
    expect(mail({ SMTP_URL: '', MAIL_FROM: '' })).toBeNull();
    expect(mail({ SMTP_URL, MAIL_FROM: '', ALLOWED_EMAIL_DOMAIN: 'Kite.edu' })).toEqual({
      url: SMTP_URL,
      from: 'Hazri <no-reply@kite.edu>',
    });
    expect(mail({ SMTP_URL: 'mail.example.org' })).toContain('SMTP_URL must be like');
    expect(mail({ SMTP_URL: 'https://mail.example.org' })).toContain('SMTP_URL must be like');
    expect(mail({ SMTP_URL, MAIL_FROM: 'a@b.c\r\nBcc: d@e.f' })).toContain('MAIL_FROM must be like');
  });

  test('[RUN] the reference’s settings give the policy', () => {
    const env = {
      QR_EXPIRY_SECONDS: '20',
      QR_ROTATION_INTERVAL: '10',
      LATE_THRESHOLD_MINUTES: '7',
      LOW_ATTENDANCE_THRESHOLD: '80',
    };
    expect(read(env)).toMatchObject({
      ok: true,
      value: { policy: { expiryMs: 20_000, rotationMs: 10_000, lateAfterMs: 420_000 }, lowAttendance: 0.8 },
    });
    expect(read({ WEEKLY_ALERTS: 'off' })).toMatchObject({ ok: true, value: { weeklyAlerts: false } });
    expect(read({ ORIGIN: 'https://hazri.example' })).toMatchObject({
      ok: true,
      value: { weeklyAlerts: true },
    });
    expect(read({ WEEKLY_ALERTS: 'never' })).toEqual({
      ok: false,
      reason: 'WEEKLY_ALERTS must be on or off',
    });
    expect(read({ PORT: 'http' })).toEqual({ ok: false, reason: 'PORT is not a number in its range' });
  });
});
