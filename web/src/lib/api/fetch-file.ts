/** A file that our own server makes: fetched rather than followed as a link, so that a refusal is told on the screen. */
import { problem } from '@hazri/sync-protocol';
import type { Asked } from './call.ts';

export interface FetchedFile {
  readonly name: string;
  readonly bytes: Blob;
}

/** An export of a large class takes seconds to be read and sent. */
const TIMEOUT_MS = 60_000;
const SERVER_FAULTS = 500;

/** @param path begins with `/api/` */
export async function fetchFile(
  path: string,
  fetchRequest: typeof fetch = fetch,
): Promise<Asked<FetchedFile>> {
  try {
    const response = await fetchRequest(path, {
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) return refusalOf(response.status, await response.text());
    const name = nameIn(response.headers.get('content-disposition'));
    // A captive portal answers 200 with a page of its own.
    if (name === null) return { ok: false, trouble: { kind: 'offline' } };
    return { ok: true, value: { name, bytes: await response.blob() } };
  } catch {
    return { ok: false, trouble: { kind: 'offline' } };
  }
}

function refusalOf(status: number, text: string): Asked<FetchedFile> {
  const told = problem.safeParse(readJson(text));
  if (status >= SERVER_FAULTS) {
    const reason = told.success ? told.data.reason : 'server_trouble';
    return { ok: false, trouble: { kind: 'busy', reason, retryAfterMs: null } };
  }
  if (!told.success) return { ok: false, trouble: { kind: 'offline' } };
  const { reason, detail = null, issues = [] } = told.data;
  return { ok: false, trouble: { kind: 'refused', status, reason, detail, issues, retryAfterMs: null } };
}

/** Of an attachment; our server's names are plain letters, digits, `-` and `_`. */
function nameIn(disposition: string | null): string | null {
  return /^attachment; filename="([\w.-]+)"$/.exec(disposition ?? '')?.[1] ?? null;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
