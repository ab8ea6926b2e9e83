/** A push service on a free port, as a browser's maker runs one, and browsers that open what it delivers. */
import type { ECDH } from 'node:crypto';
import { createDecipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { afterAll } from 'vitest';
import { assert } from '@hazri/domain';
import type { PushMessage } from '@hazri/sync-protocol';
import { pushMessage } from '@hazri/sync-protocol';
import type { PushDoor } from '../push/push-door.ts';
import { makePushDoor } from '../push/push-door.ts';
import type { TestDevice, World } from './server-world.ts';

export interface Delivered {
  /** As it was subscribed: says which browser it is for. */
  readonly path: string;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: Buffer;
}

export interface PushService {
  readonly url: string;
  /** Lets the server reach this machine, which it otherwise never posts to. */
  readonly door: PushDoor;
  /** What its browsers tell a site of themselves. */
  readonly keys: { readonly p256dh: string; readonly auth: string };
  /** What came since it was last asked for, once nothing is on its way any more. */
  readonly delivered: (world: World) => Promise<readonly Delivered[]>;
  /** Beneath the route, which takes https alone. */
  readonly subscribe: (world: World, device: TestDevice, path: string) => Promise<void>;
  readonly open: (letter: Delivered) => PushMessage;
  /** Of every answer from now on; 201 until it is said. */
  readonly answer: (status: number) => void;
}

/** Starts it, and ends it after everything else of the file. */
export async function usePushService(): Promise<PushService> {
  const letters: Delivered[] = [];
  let status = 201;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      letters.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks) });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterAll(() => {
    server.close();
  });
  const address = server.address();
  assert(typeof address === 'object' && address !== null, 'the push service listens');
  const url = `http://127.0.0.1:${address.port}`;
  const browser = createECDH('prime256v1');
  browser.generateKeys();
  const auth = randomBytes(16);
  const keys = { p256dh: browser.getPublicKey().toString('base64url'), auth: auth.toString('base64url') };
  return {
    url,
    door: makePushDoor({ protocol: 'http:', isReachable: () => true }),
    keys,
    delivered: async (world) => {
      await world.server.deps.news.sender.idle();
      return letters.splice(0);
    },
    subscribe: async (world, device, path) => {
      const signedIn = await world.server.deps.accounts.signedIn(new Headers({ cookie: device.cookie }));
      assert(signedIn !== null, 'signed in');
      const subscription = { endpoint: `${url}${path}`, ...keys, language: 'te' } as const;
      await world.server.deps.news.subscriptions.add(signedIn.session, subscription);
    },
    open: ({ body }) => pushMessage.parse(JSON.parse(unsealed(body, browser, auth))),
    answer: (code) => {
      status = code;
    },
  };
}

/** As a browser opens it (RFC 8291). */
function unsealed(body: Buffer, browser: ECDH, auth: Buffer): string {
  const salt = body.subarray(0, 16);
  const sender = body.subarray(21, 86);
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), browser.getPublicKey(), sender]);
  const hkdf = (ikm: Uint8Array, by: Uint8Array, what: Uint8Array, length: number) =>
    Buffer.from(hkdfSync('sha256', ikm, by, what, length));
  const ikm = hkdf(browser.computeSecret(sender), auth, info, 32);
  const key = hkdf(ikm, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
  const nonce = hkdf(ikm, salt, Buffer.from('Content-Encoding: nonce\0'), 12);
  const decipher = createDecipheriv('aes-128-gcm', key, nonce);
  decipher.setAuthTag(body.subarray(-16));
  const plain = Buffer.concat([decipher.update(body.subarray(86, -16)), decipher.final()]);
  assert(plain.at(-1) === 2, 'it is the last record, and whole');
  return plain.subarray(0, -1).toString();
}
