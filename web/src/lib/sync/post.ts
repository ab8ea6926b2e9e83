/** One JSON request to our own server, with every way of failing as a value. */
import type { Answer } from '@hazri/sync-client';

/** Slower than the slowest line that a phone is on, in bytes a second: what goes up gets that much more time. */
const SLOWEST_UPLOAD = 2_000;
/** However steadily an answer drips in. */
const LONGEST_ANSWER_MS = 180_000;

interface RequestOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Of silence. An answer that is coming may take longer: given up, it would begin anew, and never be whole. */
  readonly timeoutMs: number;
}

/**
 * @param body JSON text
 * @returns `unreachable` for no network, a time-out or a redirect away (a captive portal); never rejects
 */
export function post(
  fetchRequest: typeof fetch,
  path: string,
  body: string,
  { headers = {}, timeoutMs }: RequestOptions,
): Promise<Answer> {
  const withType = { 'content-type': 'application/json', ...headers };
  return send(fetchRequest, path, { method: 'POST', body, headers: withType }, timeoutMs);
}

/** The same without a body. */
export function get(fetchRequest: typeof fetch, path: string, timeoutMs: number): Promise<Answer> {
  return send(fetchRequest, path, { method: 'GET', headers: {} }, timeoutMs);
}

/** Any method; `body` is JSON text and goes with its content type among the headers. */
export async function send(
  fetchRequest: typeof fetch,
  path: string,
  request: {
    readonly method: string;
    readonly body?: string;
    readonly headers: Readonly<Record<string, string>>;
  },
  timeoutMs: number,
): Promise<Answer> {
  const uploadMs = ((request.body?.length ?? 0) / SLOWEST_UPLOAD) * 1_000;
  const silence = silenceAfter(timeoutMs, uploadMs);
  try {
    const response = await fetchRequest(path, {
      ...request,
      headers: { accept: 'application/json', ...request.headers },
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
      signal: silence.signal,
    });
    const text = await readText(response, silence.broken);
    return {
      kind: 'answered',
      status: response.status,
      retryAfterMs: readRetryAfter(response.headers.get('retry-after'), Date.now()),
      body: readJson(text),
    };
  } catch {
    return { kind: 'unreachable' };
  } finally {
    silence.end();
  }
}

/** Aborts when nothing was heard for `ms`, the first time `moreMs` later, and at the latest after `LONGEST_ANSWER_MS`. */
function silenceAfter(ms: number, moreMs: number) {
  const controller = new AbortController();
  const giveUp = (): void => controller.abort(new DOMException('nothing was heard', 'TimeoutError'));
  let timer = setTimeout(giveUp, ms + moreMs);
  const last = setTimeout(giveUp, LONGEST_ANSWER_MS + moreMs);
  return {
    signal: controller.signal,
    broken: (): void => {
      clearTimeout(timer);
      timer = setTimeout(giveUp, ms);
    },
    end: (): void => {
      clearTimeout(timer);
      clearTimeout(last);
    },
  };
}

async function readText(response: Response, onPart: () => void): Promise<string> {
  onPart();
  if (response.body === null) return '';
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    onPart();
    text += decoder.decode(value, { stream: true });
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** RFC 9110 §10.2.3: seconds, or an HTTP date. @returns ms from `nowMs`, null when absent or unreadable */
export function readRetryAfter(value: string | null, nowMs: number): number | null {
  if (value === null) return null;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1_000;
  // Date.parse takes nearly anything: "-5" is a year to it.
  const at = /^[A-Za-z]{3}, .+ GMT$/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs);
}
