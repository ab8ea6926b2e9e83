/** An attacker's hands: a registered device that signs whatever it is given, well-formed or not. */
import { createHash, generateKeyPairSync, randomBytes, randomUUID, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { uuidv7 } from '@hazri/domain';
import type { FactBodies, FactKind } from '@hazri/domain';
import {
  deviceResponse,
  ISSUER_SIGNATURE_LABEL,
  issuerResponse,
  problem,
  SIGNATURE_HEADER,
  SYNC_SIGNATURE_LABEL,
  syncResponse,
} from '@hazri/sync-protocol';
import type { SyncResponse } from '@hazri/sync-protocol';
import { heard } from './heard.ts';
import type { Person, School } from './school.ts';
import { PASSWORD } from './school.ts';

export interface Device {
  readonly uuid: string;
  readonly owner: Person;
  readonly cookie: string;
  readonly privateKey: KeyObject;
}

export type Headers = Readonly<Record<string, string>>;

export function post(school: School, path: string, body: string, headers: Headers = {}): Promise<Response> {
  return fetch(`${school.url}${path}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });
}

export async function logIn(school: School, { email }: Person): Promise<string> {
  const answer = await post(school, '/api/auth/login', JSON.stringify({ email, password: PASSWORD }));
  const cookie = answer.headers.get('set-cookie')?.split(';')[0];
  if (cookie === undefined) throw new Error(`${email} could not sign in: ${answer.status}`);
  return cookie;
}

export async function takeDevice(
  school: School,
  owner: Person,
  installation: string = randomUUID(),
): Promise<Device> {
  const cookie = await logIn(school, owner);
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const body = JSON.stringify({
    publicKey: { kty: 'EC', crv: 'P-256', x, y },
    installation,
    label: 'hostile',
  });
  const answer = await post(school, '/api/devices', body, { cookie });
  return { uuid: deviceResponse.parse(await answer.json()).deviceId, owner, cookie, privateKey };
}

/** P-256 over `label 0x00 sha256(body)`. */
export function signature({ privateKey }: Device, label: string, body: string | Uint8Array): string {
  const hash = createHash('sha256').update(body).digest();
  const message = Buffer.concat([Buffer.from(label, 'ascii'), Buffer.of(0), hash]);
  return sign('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url');
}

/** A key id for showing codes. */
export async function takeKid(school: School, device: Device): Promise<number> {
  const body = JSON.stringify({ sentAt: school.clock.now() });
  const answer = await post(school, `/api/devices/${device.uuid}/issuer`, body, {
    cookie: device.cookie,
    [SIGNATURE_HEADER]: signature(device, ISSUER_SIGNATURE_LABEL, body),
  });
  return issuerResponse.parse(await answer.json()).kid;
}

export function newId<Name extends string>(school: School) {
  return uuidv7<Name>(school.clock.now(), randomBytes(10));
}

export function fact<Kind extends FactKind>(school: School, kind: Kind, body: FactBodies[Kind]) {
  const madeAt = school.clock.now();
  return { id: newId<'fact'>(school), kind, v: 1, madeAt, hlc: [madeAt, 0], body };
}

interface Request {
  readonly proto: number;
  readonly device: string;
  readonly epoch: string | null;
  readonly sentAt: number;
  readonly mono: number;
  readonly facts: readonly unknown[];
  readonly cursors: Readonly<Record<string, number>>;
}

/** A whole request as an object, to be bent before it is sent. */
export function request(school: School, device: Device, facts: readonly unknown[]): Request {
  return {
    proto: 1,
    device: device.uuid,
    epoch: null,
    sentAt: school.clock.now(),
    mono: 1_234.5,
    facts,
    cursors: {},
  };
}

/** Where a device stands that has pulled everything it may see. */
export async function pullAll(
  school: School,
  device: Device,
): Promise<{ readonly epoch: string; readonly cursors: Readonly<Record<string, number>> }> {
  let cursors: Readonly<Record<string, number>> = {};
  for (;;) {
    const { epoch } = school.server.deps.life;
    const body = JSON.stringify({ ...request(school, device, []), epoch, cursors });
    const { changes } = syncResponse.parse(await (await sendSigned(school, device, body)).json());
    const moved = Object.entries(changes).map(([scope, { cursor }]) => [scope, cursor] as const);
    cursors = { ...cursors, ...Object.fromEntries(moved) };
    if (!Object.values(changes).some(({ more }) => more)) return { epoch, cursors };
  }
}

/** Signs the text as it is and sends it with the device's cookie; `headers` replace what would be sent. */
export function sendSigned(
  school: School,
  device: Device,
  body: string,
  headers: Headers = {},
): Promise<Response> {
  return post(school, '/api/sync', body, {
    cookie: device.cookie,
    [SIGNATURE_HEADER]: signature(device, SYNC_SIGNATURE_LABEL, body),
    ...headers,
  });
}

/** @throws unless the answer is a 200 */
export async function push(school: School, device: Device, facts: readonly unknown[]): Promise<SyncResponse> {
  const answer = await sendSigned(school, device, JSON.stringify(request(school, device, facts)));
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`answered ${answer.status}: ${text}`);
  return syncResponse.parse(JSON.parse(text));
}

/** `outcome` or `outcome reason` of each fact, in order. */
export async function outcomes(
  school: School,
  device: Device,
  facts: readonly unknown[],
): Promise<readonly string[]> {
  const { results } = await push(school, device, facts);
  const all = results.map(({ outcome, reason }) => (reason === null ? outcome : `${outcome} ${reason}`));
  all.forEach(heard);
  return all;
}

/** `status reason` of a refusal, `status` alone of anything else. */
export async function refusal(answer: Response): Promise<string> {
  const type = answer.headers.get('content-type') ?? '';
  const text = await answer.text();
  const isProblem = type.startsWith('application/problem+json');
  const said = isProblem
    ? `${answer.status} ${problem.parse(JSON.parse(text)).reason}`
    : String(answer.status);
  heard(said);
  return said;
}
