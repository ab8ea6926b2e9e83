/** A whole server with a movable clock and people on it, for tests: real SQLite file, real HTTP on a free port. */
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FactBodies, FactKind, SessionRef } from '@hazri/domain';
import {
  assert,
  dayOfStep,
  DEFAULT_POLICY,
  encodeToken,
  sessionRef,
  tokenMessage,
  uuidv7,
} from '@hazri/domain';
import type { FactResult, SyncResponse } from '@hazri/sync-protocol';
import {
  ISSUER_SIGNATURE_LABEL,
  SIGNATURE_HEADER,
  SYNC_SIGNATURE_LABEL,
  syncResponse,
} from '@hazri/sync-protocol';
import type { NewUser, User } from '../auth/accounts.ts';
import { createUsers } from '../auth/accounts.ts';
import type { ClassRecord } from '../catalogue/catalogue.ts';
import { createClass, enrol } from '../catalogue/create-class.ts';
import type { Config } from '../env.ts';
import { digestOf, signedBytes } from '../keys/device-signature.ts';
import type { RunningServer, ServerOptions } from '../start-server.ts';
import { startServer } from '../start-server.ts';

/** A Monday, 10:00 in Kolkata. */
export const MONDAY_TEN = Date.UTC(2026, 10, 23, 4, 30);
export const PASSWORD = 'correct horse';
const packageDir = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

interface MovableClock {
  readonly now: () => number;
  readonly set: (time: number) => void;
  readonly advance: (ms: number) => void;
}

function movableClock(start: number = MONDAY_TEN): MovableClock {
  let time = start;
  return {
    now: () => time,
    set: (to) => {
      time = to;
    },
    advance: (ms) => {
      time += ms;
    },
  };
}

export function testConfig(dataDir: string, overrides: Partial<Config> = {}): Config {
  return {
    host: '127.0.0.1',
    port: 0,
    dataDir,
    webDir: join(dataDir, 'web'),
    migrationsDir: join(packageDir, 'drizzle'),
    origin: 'http://hazri.test',
    tls: null,
    logLevel: 'silent',
    metricsToken: null,
    demo: false,
    allowedEmailDomain: 'acem.ac.in',
    mail: null,
    trustedProxies: [],
    policy: DEFAULT_POLICY,
    lowAttendance: 0.75,
    weeklyAlerts: false,
    keepAddressesDays: 180,
    version: 'test',
    ...overrides,
  };
}

export interface World {
  readonly server: RunningServer;
  readonly clock: MovableClock;
  readonly dataDir: string;
  readonly people: { readonly professor: User; readonly other: User; readonly students: readonly User[] };
  /** Taught by `professor`, attended by all but the last student. */
  readonly ofClass: ClassRecord;
  /** Taught by `other`. */
  readonly otherClass: ClassRecord;
  /** What the server said on the terminal. */
  readonly printed: readonly string[];
  readonly close: () => Promise<void>;
}

export type WorldOptions = Pick<ServerOptions, 'door' | 'logTo' | 'mailRetryMs' | 'report'>;

let passwordHash: string | null = null;

/** @param studentCount at least 3; the last one is enrolled nowhere */
export async function startWorld(
  studentCount = 4,
  overrides: Partial<Config> = {},
  options: WorldOptions = {},
): Promise<World> {
  const dataDir = mkdtempSync(join(tmpdir(), 'hazri-'));
  const clock = movableClock();
  const printed: string[] = [];
  const unexpected: unknown[] = [];
  const server = await startServer({
    report: (cause) => unexpected.push(cause),
    ...options,
    config: testConfig(dataDir, overrides),
    clock,
    print: (text) => printed.push(text),
  });
  const { deps } = server;
  passwordHash ??= await deps.passwords.hash(PASSWORD);
  const hash = passwordHash;
  const person = (name: string, role: NewUser['role'], studentNo: string | null = null): NewUser => ({
    uuid: uuidv7(clock.now(), randomBytes(10)),
    email: `${name}@acem.ac.in`,
    role,
    passwordHash: hash,
    givenName: name,
    familyName: 'Test',
    studentNo,
  });
  const numbers = Array.from({ length: studentCount }, (_, index) => index + 1);
  const made = await createUsers(deps.writer, [
    person('professor', 'professor'),
    person('other', 'professor'),
    ...numbers.map((number) => person(`student${number}`, 'student', `R${number}`)),
  ]);
  const [professor, other, ...students] = made;
  assert(professor !== undefined && other !== undefined, 'people were made');
  const ofClass = await createClass(deps, { course: 'CS301', title: 'Networks', professorId: professor.id });
  const otherClass = await createClass(deps, { course: 'CS302', title: 'Compilers', professorId: other.id });
  await enrol(
    deps,
    ofClass.id,
    students.slice(0, -1).map(({ id }) => id),
    clock.now() - 30 * 86_400_000,
  );
  return {
    server,
    clock,
    dataDir,
    people: { professor, other, students },
    ofClass,
    otherClass,
    printed,
    close: async () => {
      await server.close();
      rmSync(dataDir, { recursive: true, force: true });
      // What the server didn't expect is a fault of it, whatever the test looked at.
      if (unexpected.length > 0) throw new Error('the server reported a mistake', { cause: unexpected[0] });
    },
  };
}

/** A registered device of a signed-in person, as a phone or laptop would behave. */
export interface TestDevice {
  readonly uuid: string;
  readonly user: User;
  readonly privateKey: KeyObject;
  cookie: string;
  /** Raw device clock minus the server's. */
  skewMs: number;
}

export async function post(
  world: World,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${world.server.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** Any method, as the caller of a cookie. */
export async function ask(
  world: World,
  method: string,
  path: string,
  { cookie = '', body }: { readonly cookie?: string; readonly body?: unknown } = {},
): Promise<Response> {
  return fetch(`${world.server.url}${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...(cookie === '' ? {} : { cookie }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

export async function login(world: World, user: User, password: string = PASSWORD): Promise<string> {
  const response = await post(world, '/api/auth/login', { email: user.email, password });
  assert(response.status === 200, `login answers ${response.status}`);
  return cookieOf(response);
}

export function cookieOf(response: Response): string {
  return response.headers.get('set-cookie')?.split(';', 1)[0] ?? '';
}

export async function registerDevice(
  world: World,
  user: User,
  installation: string = newId(world),
): Promise<TestDevice> {
  const cookie = await login(world, user);
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x, y } = publicKey.export({ format: 'jwk' });
  const response = await post(
    world,
    '/api/devices',
    { publicKey: { kty: 'EC', crv: 'P-256', x, y }, installation, label: 'test' },
    { cookie },
  );
  assert(response.status === 201, `registering answers ${response.status}`);
  const body: unknown = await response.json();
  assert(typeof body === 'object' && body !== null && 'deviceId' in body, 'a device id comes back');
  return { uuid: String(body.deviceId), user, privateKey, cookie, skewMs: 0 };
}

export function newId(world: World): string {
  return uuidv7(world.clock.now(), randomBytes(10));
}

export function signature(device: TestDevice, label: string, body: string): string {
  const message = signedBytes(label, digestOf(Buffer.from(body)));
  return sign('sha256', message, { key: device.privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url');
}

export interface SyncExtras {
  readonly cursors?: Readonly<Record<string, number>>;
  readonly epoch?: string | null;
  readonly receipts?: readonly unknown[];
  /** null leaves the cookie out. */
  readonly cookie?: string | null;
  readonly sentAt?: number;
}

export function syncRaw(
  world: World,
  device: TestDevice,
  facts: readonly unknown[],
  extras: SyncExtras = {},
): Promise<Response> {
  const body = JSON.stringify({
    proto: 1,
    device: device.uuid,
    epoch: extras.epoch ?? null,
    sentAt: extras.sentAt ?? world.clock.now() + device.skewMs,
    facts,
    cursors: extras.cursors ?? {},
    ...(extras.receipts ? { receipts: extras.receipts } : {}),
  });
  const cookie = extras.cookie === undefined ? device.cookie : extras.cookie;
  return post(world, '/api/sync', body, {
    [SIGNATURE_HEADER]: signature(device, SYNC_SIGNATURE_LABEL, body),
    ...(cookie === null ? {} : { cookie }),
  });
}

export async function sync(
  world: World,
  device: TestDevice,
  facts: readonly unknown[],
  extras: SyncExtras = {},
): Promise<SyncResponse> {
  const response = await syncRaw(world, device, facts, extras);
  const text = await response.text();
  assert(response.status === 200, `sync answers ${response.status}: ${text}`);
  return syncResponse.parse(JSON.parse(text));
}

/** `outcome` or `outcome reason` of each fact. */
export function outcomes(results: readonly FactResult[]): readonly string[] {
  return results.map(({ outcome, reason }) => (reason === null ? outcome : `${outcome} ${reason}`));
}

export function makeFact<Kind extends FactKind>(
  world: World,
  device: TestDevice,
  kind: Kind,
  body: FactBodies[Kind],
  overrides: Readonly<Record<string, unknown>> = {},
) {
  const madeAt = world.clock.now() + device.skewMs;
  return { id: newId(world), kind, v: 1, madeAt, hlc: [world.clock.now(), 0], body, ...overrides };
}

/** A professor's device with a kid, and what it shows. */
export async function issuerOf(world: World, device: TestDevice): Promise<number> {
  const body = JSON.stringify({ sentAt: world.clock.now() });
  const response = await post(world, `/api/devices/${device.uuid}/issuer`, body, {
    cookie: device.cookie,
    [SIGNATURE_HEADER]: signature(device, ISSUER_SIGNATURE_LABEL, body),
  });
  assert(response.status === 200, `issuing answers ${response.status}`);
  const answer: unknown = await response.json();
  assert(typeof answer === 'object' && answer !== null && 'kid' in answer, 'a kid comes back');
  return Number(answer.kid);
}

export interface Shown {
  readonly kid: number;
  readonly ref: SessionRef;
}

/** A token's text as the screen of `shown` shows it at `at`, signed with the real key schedule. */
export function tokenAt(world: World, shown: Shown, at: number, frame = 0, nonce = '01020304'): string {
  const stepStart = (Math.floor(at / DEFAULT_POLICY.rotationMs) * DEFAULT_POLICY.rotationMs) / 1000;
  const fields = { kid: shown.kid, ref: shown.ref, stepStart, frame, nonce };
  const mac = world.server.deps.keys.sessionMac(
    shown.kid,
    dayOfStep(stepStart),
    shown.ref,
    tokenMessage(fields),
  );
  return encodeToken(fields, mac);
}

/** Two frames two seconds apart, as a camera catches them at `at`. */
export function scanBody(
  world: World,
  shown: Shown,
  at: number = world.clock.now(),
  skewMs = 0,
): FactBodies['scan'] {
  return {
    tokens: [
      { text: tokenAt(world, shown, at, 0), gapMs: 0 },
      { text: tokenAt(world, shown, at, 1), gapMs: 2_000 },
    ],
    scannedAt: at + skewMs,
    how: 'camera',
  };
}

export function refOf(sessionId: string): SessionRef {
  return sessionRef(sessionId as Parameters<typeof sessionRef>[0]);
}
