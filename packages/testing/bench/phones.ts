/** Devices as the wire sees them: keys of their own, signed bodies, cursors that follow the answers. */
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { uuidv7 } from '@hazri/domain';
import type { DeviceId, FactBodies, FactKind } from '@hazri/domain';
import { deviceResponse, SIGNATURE_HEADER, SYNC_SIGNATURE_LABEL, syncResponse } from '@hazri/sync-protocol';
import type { SyncResponse } from '@hazri/sync-protocol';
import { LOAD_ORIGIN } from './ingest-messages.ts';
import type { Answer, Connections } from './raw-http.ts';
import { postBytes } from './raw-http.ts';

export interface Phone {
  readonly device: DeviceId;
  readonly cookie: string;
  readonly privateKey: KeyObject;
  /** What it has pulled so far; `learn` moves it. */
  held: { readonly epoch: string | null; readonly cursors: Readonly<Record<string, number>> };
}

/** Registers a device for each cookie, over HTTP. */
export async function registerPhones(
  connections: Connections,
  cookies: readonly string[],
): Promise<readonly Phone[]> {
  const pairs = cookies.map(() => generateKeyPairSync('ec', { namedCurve: 'P-256' }));
  const requests = pairs.map(({ publicKey }, at) => {
    const { x, y } = publicKey.export({ format: 'jwk' });
    const body = {
      publicKey: { kty: 'EC', crv: 'P-256', x, y },
      installation: uuidv7(Date.now(), randomBytes(10)),
      label: 'bench',
    };
    return postBytes('/api/devices', JSON.stringify(body), { Cookie: cookies[at] ?? '' });
  });
  const { answers } = await connections.sendAll(requests);
  return pairs.map(({ privateKey }, at): Phone => {
    const { deviceId } = deviceResponse.parse(bodyOf(answers[at], 201));
    return { device: deviceId, cookie: cookies[at] ?? '', privateKey, held: { epoch: null, cursors: {} } };
  });
}

export function makeFact<Kind extends FactKind>(kind: Kind, body: FactBodies[Kind], madeAt: number): unknown {
  return { id: uuidv7(madeAt, randomBytes(10)), kind, v: 1, madeAt, hlc: [madeAt, 0], body };
}

/** A signed push, ready for the socket. */
export function syncBytes(phone: Phone, facts: readonly unknown[]): Buffer {
  const { body, headers } = signedSync(phone, facts);
  return postBytes('/api/sync', body, headers);
}

/** The same in its parts. */
export function signedSync(
  phone: Phone,
  facts: readonly unknown[],
): { readonly body: string; readonly headers: Readonly<Record<string, string>> } {
  const body = JSON.stringify({ proto: 1, device: phone.device, sentAt: Date.now(), facts, ...phone.held });
  const headers = {
    Cookie: phone.cookie,
    [SIGNATURE_HEADER]: signature(phone, SYNC_SIGNATURE_LABEL, body),
  };
  return { body, headers };
}

/** What opens a phone's WebSocket. */
export function liveHandshake({ cookie }: Phone): Buffer {
  const lines = Object.entries({
    Host: '127.0.0.1',
    Origin: LOAD_ORIGIN,
    Cookie: cookie,
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`GET /api/live HTTP/1.1\r\n${lines.join('')}\r\n`);
}

/** P-256 over `label 0x00 sha256(body)`, as the server checks it. */
export function signature({ privateKey }: Phone, label: string, body: string): string {
  const hash = createHash('sha256').update(body).digest();
  const message = Buffer.concat([Buffer.from(label, 'ascii'), Buffer.of(0), hash]);
  return sign('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url');
}

/** Takes in an answer as a phone does. @throws unless it is a 200 that accepts exactly `factCount` facts */
export function learn(phone: Phone, answer: Answer | undefined, factCount: number): void {
  const reviews = learnFinal(phone, answer, factCount);
  if (reviews > 0) throw new Error(`${reviews} of ${factCount} facts need review`);
}

/**
 * The same where a verdict may be `review`: a fact whose request had to wait looks as if the phone's clock were wrong.
 * @returns how many are. @throws unless the answer is a 200 that takes in exactly `factCount` facts
 */
export function learnFinal(phone: Phone, answer: Answer | undefined, factCount: number): number {
  const { epoch, results, changes }: SyncResponse = syncResponse.parse(bodyOf(answer, 200));
  const count = (wanted: string): number => results.filter(({ outcome }) => outcome === wanted).length;
  const [accepted, reviews] = [count('accepted'), count('review')];
  if (accepted + reviews !== factCount || results.length !== factCount) {
    throw new Error(`${accepted} of ${factCount} facts accepted: ${JSON.stringify(results).slice(0, 500)}`);
  }
  const moved = Object.entries(changes).map(([scope, { cursor }]) => [scope, cursor] as const);
  phone.held = { epoch, cursors: { ...phone.held.cursors, ...Object.fromEntries(moved) } };
  return reviews;
}

/** @throws for any other status */
export function bodyOf(answer: Answer | undefined, status: number): unknown {
  if (answer?.status !== status)
    throw new Error(`answered ${answer?.status ?? 'nothing'}: ${answer?.body ?? ''}`);
  return JSON.parse(answer.body);
}
