import { expect, test } from 'vitest';
import { fetchFile } from './fetch-file.ts';

const answering =
  (body: string, init: ResponseInit): typeof fetch =>
  () =>
    Promise.resolve(new Response(body, init));
const attached = { 'content-disposition': 'attachment; filename="attendance-CS301-A.csv"' };

test('a file comes with its name and bytes as they are', async () => {
  const asked = await fetchFile('/api/x', answering('\ufeffa,سلمى\r\n', { headers: attached }));
  if (!asked.ok) throw new Error(asked.trouble.kind);
  expect(asked.value.name).toBe('attendance-CS301-A.csv');
  expect([...new Uint8Array(await asked.value.bytes.arrayBuffer())].slice(0, 4)).toEqual([
    0xef, 0xbb, 0xbf, 0x61,
  ]);
});

test('no network and a captive portal are the same to a person', async () => {
  const offline = { ok: false, trouble: { kind: 'offline' } };
  expect(await fetchFile('/api/x', () => Promise.reject(new TypeError('failed')))).toEqual(offline);
  expect(await fetchFile('/api/x', answering('<html>', {}))).toEqual(offline);
  expect(await fetchFile('/api/x', answering('<html>', { status: 403 }))).toEqual(offline);
});

test('a refusal keeps its reason, and a server in trouble may be asked again', async () => {
  const body = JSON.stringify({ type: 'urn:x', title: 'x', status: 404, reason: 'not_found' });
  expect(await fetchFile('/api/x', answering(body, { status: 404 }))).toMatchObject({
    trouble: { kind: 'refused', status: 404, reason: 'not_found' },
  });
  expect(await fetchFile('/api/x', answering('', { status: 502 }))).toMatchObject({
    trouble: { kind: 'busy', reason: 'server_trouble' },
  });
});
