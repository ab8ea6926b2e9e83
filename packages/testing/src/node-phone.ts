/** A phone without a screen: the real sync engine on a memory store, the real wire, a P-256 key of its own. */
import { createHash, generateKeyPairSync, randomBytes, randomUUID, sign } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DeviceId, FactBodies, FactId, FactKind } from '@hazri/domain';
import { createEngine, FACT_RANDOM_BYTES, makeFact } from '@hazri/sync-client';
import type { Answer, SyncEngine } from '@hazri/sync-client';
import { memoryStore, queueLock } from '@hazri/sync-client/testing';
import type { MemoryStore } from '@hazri/sync-client/testing';
import {
  deviceResponse,
  ISSUER_SIGNATURE_LABEL,
  issuerResponse,
  SIGNATURE_HEADER,
  SYNC_SIGNATURE_LABEL,
} from '@hazri/sync-protocol';
import type { IssuerResponse } from '@hazri/sync-protocol';

export interface NodePhone {
  readonly store: MemoryStore;
  readonly engine: SyncEngine;
  state<K extends FactKind>(kind: K, body: FactBodies[K]): Promise<FactId>;
  /** Day keys, for a member of staff. */
  issuer(): Promise<IssuerResponse>;
}

/**
 * Signs in and registers.
 * @param origin like `http://127.0.0.1:3000`; it may go away and come back
 * @param hear is told every answer before the engine is
 */
export async function openNodePhone(
  origin: string,
  email: string,
  password: string,
  hear: (answer: Answer) => void = () => undefined,
): Promise<NodePhone> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const login = await post(`${origin}/api/auth/login`, { email, password });
  const cookie = login.headers.get('set-cookie')?.split(';')[0];
  if (cookie === undefined) throw new Error(`${email} could not sign in: ${login.status}`);
  const registered = await post(
    `${origin}/api/devices`,
    { publicKey: { kty: 'EC', crv: 'P-256', x, y }, installation: randomUUID(), label: 'Node phone' },
    { cookie },
  );
  const device: DeviceId = deviceResponse.parse(await registered.json()).deviceId;

  const signed = (label: string, body: string): Record<string, string> => {
    const message = Buffer.concat([Buffer.from(`${label}\0`), createHash('sha256').update(body).digest()]);
    const signature = sign('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' });
    return { cookie, [SIGNATURE_HEADER]: signature.toString('base64url') };
  };
  const store = memoryStore();
  const engine = createEngine({
    store,
    transport: {
      exchange: async (body, timeoutMs) => {
        const headers = signed(SYNC_SIGNATURE_LABEL, body);
        const answer = await exchange(`${origin}/api/sync`, body, headers, timeoutMs);
        hear(answer);
        return answer;
      },
    },
    identity: { device: () => Promise.resolve(device), register: () => Promise.resolve('registered') },
    clock: { deviceNow: () => Date.now(), mono: () => performance.now() },
    random: { unit: Math.random, bytes: (length) => randomBytes(length) },
    timer: {
      after: (delayMs, task) => {
        const timer = setTimeout(task, delayMs);
        return () => clearTimeout(timer);
      },
    },
    lock: queueLock(),
  });
  return {
    store,
    engine,
    state: async (kind, body) => {
      const moment = () => ({ deviceNow: Date.now(), random: randomBytes(FACT_RANDOM_BYTES) });
      const fact = await store.state((memory) => makeFact(kind, body, moment(), memory));
      return fact.id;
    },
    issuer: async () => {
      const body = JSON.stringify({ sentAt: Date.now() });
      const answer = await fetch(`${origin}/api/devices/${device}/issuer`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', ...signed(ISSUER_SIGNATURE_LABEL, body) },
      });
      return issuerResponse.parse(await answer.json());
    },
  };
}

/** Lets an engine go on until nothing waits any more. @throws after `patienceMs` */
export async function untilSent(phone: NodePhone, patienceMs: number): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (phone.store.unsent().length > 0) {
    if (Date.now() > deadline) throw new Error(`${phone.store.unsent().length} facts still wait`);
    await phone.engine.sync();
    await sleep(20);
  }
}

function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  });
}

async function exchange(
  url: string,
  body: string,
  headers: Record<string, string>,
  timeoutMs: number,
): Promise<Answer> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
      signal: AbortSignal.timeout(timeoutMs),
    });
    const seconds = Number(answer.headers.get('retry-after'));
    const text = await answer.text();
    return {
      kind: 'answered',
      status: answer.status,
      retryAfterMs: seconds > 0 ? seconds * 1_000 : null,
      body: text.startsWith('{') ? (JSON.parse(text) as unknown) : null,
    };
  } catch {
    return { kind: 'unreachable' };
  }
}
