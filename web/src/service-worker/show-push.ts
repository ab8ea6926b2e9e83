/** A push message as a notification of the system, and the page that it opens. */
import type { PushMessage } from '@hazri/sync-protocol';
import { pushMessage } from '@hazri/sync-protocol';
import { push as en } from '../lib/words/en/push.ts';
import { push as hi } from '../lib/words/hi/push.ts';
import { push as te } from '../lib/words/te/push.ts';

const WORDS = { en, hi, te } as const;

export interface Shown {
  readonly title: string;
  readonly options: NotificationOptions & { readonly data: { readonly path: string } };
}

/** null for what this version doesn't understand. @param json as decrypted by the browser */
export function shownPush(json: unknown): Shown | null {
  const parsed = pushMessage.safeParse(json);
  if (!parsed.success) return null;
  const message = parsed.data;
  const { id, kind, language, className, percent } = message;
  return {
    title: className ?? 'Hazri',
    options: {
      body: WORDS[language][kind].replace('{percent}', String(percent ?? '')),
      lang: language,
      // One that comes twice replaces itself.
      tag: id,
      icon: '/icons/icon-192.png',
      data: { path: pathOf(message) },
    },
  };
}

function pathOf({ kind, audience, classId, sessionId }: PushMessage): string {
  if (audience === 'staff')
    return sessionId === null ? '/professor/today' : `/professor/sessions/${sessionId}`;
  if (kind === 'session_started') return '/student/scan';
  return classId === null ? '/student/notifications' : `/student/classes/${classId}`;
}

/** The path in a notification's data; the list of notifications where there is none. */
export function pathIn(data: unknown): string {
  const isPath = typeof data === 'object' && data !== null && 'path' in data && typeof data.path === 'string';
  return isPath ? String(data.path) : '/';
}
