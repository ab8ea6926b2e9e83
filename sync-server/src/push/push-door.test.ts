import { createServer } from 'node:http';
import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import { isPublicAddress, makePushDoor } from './push-door.ts';

const INSIDE = [
  '127.0.0.1', '10.1.2.3', '172.31.0.1', '192.168.0.1', '169.254.169.254', '100.64.0.1', '0.0.0.0', '224.0.0.1',
  '255.255.255.255', '::1', '::', 'fe80::1', 'fd00::1', '::ffff:127.0.0.1', '64:ff9b::7f00:1', '2002:7f00:1::', 'ff02::1',
  'localhost', '',
]; // prettier-ignore

test('only addresses of the internet are public', () => {
  expect(INSIDE.filter(isPublicAddress)).toEqual([]);
  const outside = ['8.8.8.8', '172.32.0.1', '100.128.0.1', '2a00:1450:4001::200e'];
  expect(outside.filter(isPublicAddress)).toEqual(outside);
});

test('an endpoint is https, has no password and names no machine inside', () => {
  const { mayReach } = makePushDoor();
  const refused = [
    'http://push.example/a',
    'https://user:pw@push.example/a',
    'https://localhost/a',
    'https://a.localhost/a',
    'https://127.0.0.1/a',
    'https://0x7f.1/a',
    'https://2130706433/a',
    'https://[::1]/a',
    'https://[::ffff:10.0.0.1]/a',
    'https://169.254.169.254/latest',
  ];
  expect(refused.filter((text) => mayReach(new URL(text)))).toEqual([]);
  expect(mayReach(new URL('https://fcm.googleapis.com/fcm/send/abc'))).toBe(true);
});

test('a name that leads inside is refused when it is resolved, and a redirect is not followed', async () => {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(request.url ?? '');
    response.writeHead(307, { location: '/elsewhere' }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const asked: string[] = [];
    const isReachable = (given: string) => {
      asked.push(given);
      return false;
    };
    const guarded = makePushDoor({ protocol: 'http:', isReachable });
    // A name passes until it is resolved; this machine's own name is one that leads inside.
    const named = new URL(`http://${hostname()}:${port}/a`);
    expect(guarded.mayReach(named)).toBe(true);
    await expect(guarded.post(named, {}, Buffer.from(''))).rejects.toThrow();
    expect(asked).not.toEqual([]);
    expect(seen).toEqual([]);
    const open = makePushDoor({ protocol: 'http:', isReachable: () => true });
    expect(await open.post(new URL(`http://127.0.0.1:${port}/a`), {}, Buffer.from('x'))).toBe(307);
    expect(seen).toEqual(['/a']);
  } finally {
    server.close();
  }
});
