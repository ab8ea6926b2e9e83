/** What the server with a term behind it tells the process that measures it. */
import type { WatchedStatement } from '@hazri/sync-server/testing/watch-statements';

export interface TermReady {
  readonly port: number;
  readonly url: string;
  /** From the beginning of the process until the server listened. */
  readonly startMs: number;
  /** `name=value`, as a Cookie header has it. */
  readonly administrator: string;
  /** Teaches `classIds`. */
  readonly professor: string;
  readonly classIds: readonly string[];
  /** Of the first class, some of its students. */
  readonly students: readonly { readonly cookie: string; readonly id: string }[];
  /** Held longest ago and last, of the first class. */
  readonly firstSessionId: string;
  readonly lastSessionId: string;
  /** A student who wasn't in the last one. */
  readonly absentId: string;
  readonly counts: Readonly<Record<string, number>>;
}

/** Work that the server does by itself, when it is asked for here. */
export type Chore = 'alerts' | 'sweep' | 'forget';

export interface Done {
  readonly ms: number;
  /** Longest time for which nobody else was answered, ms. */
  readonly pauseMs: number;
}

/** Both ends are this program: a name in the message tells it from others, no more is checked. */
export function asTermReady(message: unknown): TermReady {
  if (typeof message !== 'object' || message === null || !('firstSessionId' in message))
    throw new Error('not a readiness message');
  return message as TermReady;
}

export function asDone(message: unknown): Done {
  if (typeof message !== 'object' || message === null || !('pauseMs' in message))
    throw new Error('not the end of a chore');
  return message as Done;
}

export function asStatements(message: unknown): readonly WatchedStatement[] {
  if (!Array.isArray(message)) throw new Error('no list of statements');
  return message as readonly WatchedStatement[];
}
