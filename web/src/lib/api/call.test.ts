import { expect, test } from 'vitest';
import { auditState } from '@hazri/sync-protocol/api/audit';
import { call } from './call.ts';

const state = { whole: true, entries: 3, brokenAt: null };
const answering =
  (status: number, body: unknown, headers: Record<string, string> = {}): typeof fetch =>
  () =>
    Promise.resolve(new Response(status === 204 ? null : JSON.stringify(body), { status, headers }));
const problemBody = (status: number, reason: string, more: object = {}) => ({
  type: `urn:hazri:problem:${reason}`,
  title: 'x',
  status,
  reason,
  ...more,
});
const ask = (fetchRequest: typeof fetch) =>
  call({ method: 'POST', path: '/api/things', body: { a: 1 }, answer: auditState }, fetchRequest);

test('an answer of the right shape is a value; nothing is needed where none is expected', async () => {
  expect(await ask(answering(200, { ...state, more: 1 }))).toEqual({ ok: true, value: state });
  expect(await call({ method: 'DELETE', path: '/api/things/1', answer: null }, answering(204, null))).toEqual(
    { ok: true, value: null },
  );
});

test('no network and a captive portal are the same to a person', async () => {
  const offline = { ok: false, trouble: { kind: 'offline' } };
  expect(await ask(() => Promise.reject(new TypeError('failed')))).toEqual(offline);
  expect(await ask(answering(200, 'please log in to the wifi'))).toEqual(offline);
  expect(await ask(answering(403, '<html>'))).toEqual(offline);
  const remove = { method: 'DELETE', path: '/api/things/1', answer: null } as const;
  expect(await call(remove, answering(200, 'please log in to the wifi'))).toEqual(offline);
});

test('a refusal keeps its reason and its fields', async () => {
  const issues = [{ path: 'email', code: 'email_invalid' }];
  const refused = await ask(
    answering(422, problemBody(422, 'email_invalid', { issues, detail: 'd' }), { 'retry-after': '3' }),
  );
  expect(refused).toEqual({
    ok: false,
    trouble: {
      kind: 'refused',
      status: 422,
      reason: 'email_invalid',
      detail: 'd',
      issues,
      retryAfterMs: 3_000,
    },
  });
});

test('a busy server may be asked again', async () => {
  expect(await ask(answering(503, problemBody(503, 'overloaded'), { 'retry-after': '2' }))).toEqual({
    ok: false,
    trouble: { kind: 'busy', reason: 'overloaded', retryAfterMs: 2_000 },
  });
  expect(await ask(answering(502, '<html>'))).toEqual({
    ok: false,
    trouble: { kind: 'busy', reason: 'server_trouble', retryAfterMs: null },
  });
});
