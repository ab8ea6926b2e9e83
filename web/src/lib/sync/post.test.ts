import { describe, expect, it } from 'vitest';
import { post, readRetryAfter } from './post.ts';

describe('post', () => {
  it('[SYNC1] gives a captive portal as an answer without a body, and no network as unreachable', async () => {
    const portal = () => Promise.resolve(new Response('<html>Welcome to the campus</html>', { status: 200 }));
    expect(await post(portal, '/api/sync', '{}', { timeoutMs: 100 })).toEqual({
      kind: 'answered',
      status: 200,
      retryAfterMs: null,
      body: null,
    });
    const offline = () => Promise.reject(new TypeError('Failed to fetch'));
    expect(await post(offline, '/api/sync', '{}', { timeoutMs: 100 })).toEqual({ kind: 'unreachable' });
  });

  it('[SYNC9] counts silence beyond the time-out as unreachable', async () => {
    const silent: typeof fetch = (_input, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => {
          reject(new DOMException('timed out', 'TimeoutError'));
        });
      });
    expect(await post(silent, '/api/sync', '{}', { timeoutMs: 5 })).toEqual({ kind: 'unreachable' });
  });

  it('never follows a redirect and never asks a cache', async () => {
    let asked: RequestInit | undefined;
    await post(
      (_input, init) => {
        asked = init;
        return Promise.resolve(Response.json({}));
      },
      '/api/sync',
      '{}',
      { timeoutMs: 100, headers: { 'Hazri-Signature': 'x' } },
    );
    expect(asked).toMatchObject({ redirect: 'error', cache: 'no-store', credentials: 'same-origin' });
    expect(asked?.headers).toMatchObject({ 'content-type': 'application/json', 'Hazri-Signature': 'x' });
  });
});

describe('Retry-After', () => {
  it('[SYNC9] is read as seconds or as a date, and ignored when it is neither', () => {
    const now = Date.UTC(2026, 10, 22, 12, 0, 0);
    expect(readRetryAfter('120', now)).toBe(120_000);
    expect(readRetryAfter('Sun, 22 Nov 2026 12:00:30 GMT', now)).toBe(30_000);
    expect(readRetryAfter('Sun, 22 Nov 2026 11:00:00 GMT', now)).toBe(0);
    for (const value of [null, '', 'soon', '-5', '1e9']) expect(readRetryAfter(value, now)).toBeNull();
  });
});
