/** What the server is told by its environment. The only reader of `process.env`. */
import { isAbsolute, join, resolve } from 'node:path';
import type { Policy, Result } from '@hazri/domain';
import { DEFAULT_POLICY, fail, ok } from '@hazri/domain';
import type { TlsFiles } from './http/tls-files.ts';
import type { LogLevel } from './log/open-log.ts';
import { LOG_LEVELS } from './log/open-log.ts';

export interface Config {
  readonly host: string;
  /** 0 lets the system choose (tests). */
  readonly port: number;
  readonly dataDir: string;
  /** Folder with the built web app. */
  readonly webDir: string;
  /** Folder with the generated migrations. */
  readonly migrationsDir: string;
  /** Public origin such as `https://hazri.acem.ac.in`; null: whichever loopback address is used (demo mode). */
  readonly origin: string | null;
  /** Files of TLS of our own; null: plain HTTP, behind a proxy or on loopback. */
  readonly tls: TlsFiles | null;
  /** Demo accounts and data, loopback only. */
  readonly demo: boolean;
  readonly allowedEmailDomain: string;
  /** The institution's SMTP server; null: codes are handed out by an administrator (demo mode prints them). */
  readonly mail: { readonly url: string; readonly from: string } | null;
  /** Addresses whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
  /** Policy that new classes begin with. */
  readonly policy: Policy;
  /** Rates below this are low, 0–1. */
  readonly lowAttendance: number;
  /** Whether students below the line are told every Monday. */
  readonly weeklyAlerts: boolean;
  readonly logLevel: LogLevel;
  /** Lets whoever has it read `/metrics`; null: only this machine does. */
  readonly metricsToken: string | null;
  /** Days that the address and browser of a fact or a contact are kept. */
  readonly keepAddressesDays: number;
  readonly version: string;
}

export type Environment = Readonly<Partial<Record<string, string>>>;

/** Folders that are found relative to the package, in source and in the bundle alike. */
export interface Places {
  readonly packageDir: string;
}

const DEFAULT_PORT = 3_000;
const LOOPBACK = '127.0.0.1';
const LOOPBACK_HOSTS = [LOOPBACK, 'localhost', '::1'];
const EVERYWHERE = '0.0.0.0';
const SECOND_MS = 1_000;
/** As a header can carry it, and not to be guessed. */
const METRICS_TOKEN = /^[\x21-\x7e]{16,200}$/;
const MINUTE_MS = 60_000;

/** The configuration, or the one sentence that says what is wrong with it. */
export function readConfig(given: Environment, places: Places): Result<Config, string> {
  // Compose files and units hand over empty settings for absent ones: an empty HOST would mean every address.
  const env: Environment = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
  const demo = !env['ORIGIN'] && !env['DATA_DIR'];
  const origin = env['ORIGIN'] ? readOrigin(env['ORIGIN']) : null;
  if (env['ORIGIN'] && origin === null)
    return fail(`ORIGIN must be like https://hazri.example.org, not "${env['ORIGIN']}"`);
  if (demo && env['HOST'] && !LOOPBACK_HOSTS.includes(env['HOST'])) {
    return fail('demo mode listens on this machine only: set ORIGIN and DATA_DIR to serve others');
  }
  const domain = (env['ALLOWED_EMAIL_DOMAIN'] ?? 'acem.ac.in').toLowerCase();
  const mail = readMail(env, domain);
  if (!mail.ok) return mail;
  const logLevel = env['LOG_LEVEL'] ? readLogLevel(env['LOG_LEVEL']) : demo ? 'warn' : 'info';
  if (logLevel === null) return fail(`LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}`);
  const metricsToken = env['METRICS_TOKEN'] ? env['METRICS_TOKEN'] : null;
  if (metricsToken !== null && !METRICS_TOKEN.test(metricsToken))
    return fail('METRICS_TOKEN must be 16 to 200 letters, digits or signs, without blanks');
  const tls = readTls(env, origin);
  if (!tls.ok) return tls;
  const port = readNumber(env['PORT'], DEFAULT_PORT, 0, 65_535);
  const rotation = readNumber(env['QR_ROTATION_INTERVAL'], DEFAULT_POLICY.rotationMs / SECOND_MS, 1, 3_600);
  const expiry = readNumber(env['QR_EXPIRY_SECONDS'], DEFAULT_POLICY.expiryMs / SECOND_MS, 1, 3_600);
  const late = readNumber(env['LATE_THRESHOLD_MINUTES'], DEFAULT_POLICY.lateAfterMs / MINUTE_MS, 0, 1_440);
  const keepAddresses = readNumber(env['KEEP_ADDRESSES_DAYS'], 180, 1, 3_650);
  const low = readNumber(env['LOW_ATTENDANCE_THRESHOLD'], 75, 0, 100);
  const faulty = Object.entries({
    PORT: port,
    QR_ROTATION_INTERVAL: rotation,
    QR_EXPIRY_SECONDS: expiry,
    LATE_THRESHOLD_MINUTES: late,
    LOW_ATTENDANCE_THRESHOLD: low,
    KEEP_ADDRESSES_DAYS: keepAddresses,
  }).find(([, value]) => value === null);
  if (
    port === null ||
    rotation === null ||
    expiry === null ||
    late === null ||
    low === null ||
    keepAddresses === null
  ) {
    return fail(`${faulty?.[0] ?? 'a setting'} is not a number in its range`);
  }
  // A demo's people are made up, and its terminal would fill with their mail.
  const weeklyAlerts = readSwitch(env['WEEKLY_ALERTS'], !demo);
  if (weeklyAlerts === null) return fail('WEEKLY_ALERTS must be on or off');
  return ok({
    host: env['HOST'] ?? (demo ? LOOPBACK : EVERYWHERE),
    port,
    dataDir: absolute(env['DATA_DIR'] ?? join(places.packageDir, '..', demo ? 'demo-data' : 'data')),
    webDir: absolute(env['WEB_DIR'] ?? join(places.packageDir, '..', 'web', 'build')),
    migrationsDir: join(places.packageDir, 'drizzle'),
    origin,
    tls: tls.value,
    demo,
    allowedEmailDomain: domain,
    mail: mail.value,
    trustedProxies: (env['TRUSTED_PROXIES'] ?? '')
      .split(',')
      .map((address) => address.trim())
      .filter(Boolean),
    policy: {
      ...DEFAULT_POLICY,
      rotationMs: rotation * SECOND_MS,
      expiryMs: expiry * SECOND_MS,
      lateAfterMs: late * MINUTE_MS,
    },
    lowAttendance: low / 100,
    weeklyAlerts,
    logLevel,
    metricsToken,
    keepAddressesDays: keepAddresses,
    version: env['HAZRI_VERSION'] ?? '0.1.0',
  });
}

/** Both or none; and only for an address that says so, since cookies and codes follow `ORIGIN`. */
function readTls(env: Environment, origin: string | null): Result<TlsFiles | null, string> {
  const cert = env['TLS_CERT'];
  const key = env['TLS_KEY'];
  if (!cert && !key) return ok(null);
  if (!cert || !key) return fail('TLS_CERT and TLS_KEY belong together: set both, or none');
  if (origin?.startsWith('https:') !== true) return fail('TLS_CERT needs ORIGIN to begin with https://');
  return ok({ cert: absolute(cert), key: absolute(key) });
}

function readMail(env: Environment, domain: string): Result<Config['mail'], string> {
  const url = env['SMTP_URL'];
  if (!url) return ok(null);
  if (!/^smtps?:\/\/[^/]/.test(url) || !URL.canParse(url))
    return fail('SMTP_URL must be like smtp://user:password@mail.example.org:587');
  const given = env['MAIL_FROM'];
  const from = given ? given : `Hazri <no-reply@${domain}>`;
  return /[\r\n]/.test(from) || !from.includes('@')
    ? fail('MAIL_FROM must be like Hazri <no-reply@example.org>')
    : ok({ url, from });
}

/** The institution's line, per cent. A share such as 0.29 has no exact hundredfold. */
export function lowPercentOf({ lowAttendance }: Pick<Config, 'lowAttendance'>): number {
  return Number((lowAttendance * 100).toFixed(6));
}

function readLogLevel(text: string): LogLevel | null {
  return LOG_LEVELS.find((level) => level === text.toLowerCase()) ?? null;
}

function readOrigin(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  return isWeb && url.pathname === '/' && !url.search && !url.hash && !url.username ? url.origin : null;
}

function readNumber(text: string | undefined, fallback: number, least: number, most: number): number | null {
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  return Number.isFinite(value) && value >= least && value <= most ? value : null;
}

function readSwitch(text: string | undefined, fallback: boolean): boolean | null {
  if (text === undefined || text === '') return fallback;
  return text === 'on' ? true : text === 'off' ? false : null;
}

function absolute(path: string): string {
  return isAbsolute(path) ? path : resolve(path);
}
