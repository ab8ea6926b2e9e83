import { describe, expect, it, vi } from 'vitest';
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

  it('[SYNC9] waits on for an answer that drips in, and gives up one that stops in the middle', async () => {
    vi.useFakeTimers();
    try {
      const dripping = drips();
      const whole = post(dripping.fetch, '/api/sync', '{}', { timeoutMs: 10_000 });
      const stopping = drips();
      const stopped = post(stopping.fetch, '/api/sync', '{}', { timeoutMs: 10_000 });
      for (const part of ['{"a"', ':"é', '🎉', '"}']) {
        await vi.advanceTimersByTimeAsync(9_000);
        dripping.send(part);
        if (part.startsWith('{')) stopping.send(part);
      }
      dripping.end();
      expect(await whole).toMatchObject({ kind: 'answered', body: { a: 'é🎉' } });
      expect(await stopped).toEqual({ kind: 'unreachable' });
    } finally {
      vi.useRealTimers();
    }
  });

  it('[SYNC9] gives a long message the time that a slow line takes for it', async () => {
    vi.useFakeTimers();
    try {
      const silent = drips();
      const ended = vi.fn();
      void post(silent.fetch, '/api/sync', 'x'.repeat(20_000), { timeoutMs: 10_000 }).then(ended);
      await vi.advanceTimersByTimeAsync(19_999);
      expect(ended).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(2);
      expect(ended).toHaveBeenCalledWith({ kind: 'unreachable' });
    } finally {
      vi.useRealTimers();
    }
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

/** A server whose answer comes in parts; the head with the first. */
function drips() {
  let pipe: ReadableStreamDefaultController<Uint8Array> | null = null;
  let answer: (response: Response) => void = () => undefined;
  const body = new ReadableStream<Uint8Array>({ start: (controller) => void (pipe = controller) });
  const response = new Response(body);
  return {
    fetch: ((_path, init) =>
      new Promise((resolve, reject) => {
        answer = resolve;
        init?.signal?.addEventListener('abort', () => {
          reject(new Error('aborted'));
          pipe?.error(new Error('aborted'));
        });
      })) as typeof fetch,
    send: (part: string) => {
      answer(response);
      pipe?.enqueue(new TextEncoder().encode(part));
    },
    end: () => pipe?.close(),
  };
}
