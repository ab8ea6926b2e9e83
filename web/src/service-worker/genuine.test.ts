import { expect, test } from 'vitest';
import { genuineOnly } from './genuine.ts';

const ORIGIN = 'https://attendance.example.edu';

/** Whether a file that came like this would be kept. */
async function isKept(path: string, type: string | null, body = '', status = 200): Promise<boolean> {
  const response = new Response(body, { status, headers: type === null ? {} : { 'content-type': type } });
  if (type === null) response.headers.delete('content-type');
  Object.defineProperty(response, 'url', { value: `${ORIGIN}${path}` });
  return (await genuineOnly.cacheWillUpdate({ response })) === response;
}

const SHELL = '<!doctype html><link href="/_app/immutable/entry/start.js" rel="modulepreload">';
const PORTAL = '<!doctype html><title>Sign in to the Wi-Fi</title>';

test('files of the app are kept, and the shell stays readable', async () => {
  expect(await isKept('/_app/immutable/chunks/a.js', 'text/javascript; charset=utf-8')).toBe(true);
  expect(await isKept('/_app/version.json', 'application/json')).toBe(true);
  expect(await isKept('/icons/icon.svg', 'image/svg+xml')).toBe(true);
  expect(await isKept('/200.html', 'text/html; charset=utf-8', SHELL)).toBe(true);
});

test('a page that stands in for a file of the app is not kept', async () => {
  expect(await isKept('/_app/immutable/chunks/a.js', 'text/html', PORTAL)).toBe(false);
  expect(await isKept('/_app/immutable/chunks/a.js', null, PORTAL)).toBe(false);
  expect(await isKept('/_app/version.json', 'Text/HTML; charset=utf-8', PORTAL)).toBe(false);
  expect(await isKept('/200.html', 'text/html', PORTAL)).toBe(false);
});

test('an error is not kept', async () => {
  expect(await isKept('/_app/immutable/chunks/a.js', 'text/javascript', '', 404)).toBe(false);
  expect(await isKept('/200.html', 'text/html', SHELL, 503)).toBe(false);
});
