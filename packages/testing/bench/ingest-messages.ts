/** What the server under load tells the process that loads it. */

/** The product's own mode, without demo data, needs one. */
export const LOAD_ORIGIN = 'http://hazri.test';

export interface SignedIn {
  /** `name=value`, as a Cookie header has it. */
  readonly cookie: string;
}

export interface Ready {
  readonly port: number;
  /** `POST /empty` on the same HTTP stack. */
  readonly emptyPort: number;
  /** Staff of all classes. */
  readonly professor: SignedIn;
  /** The first `students / classes` of them attend the first class, and so on. */
  readonly students: readonly SignedIn[];
  readonly classIds: readonly string[];
}

/** Both ends are this program: a name in the message tells it from others, no more is checked. */
export function asReady(message: unknown): Ready {
  if (typeof message !== 'object' || message === null || !('emptyPort' in message))
    throw new Error('not a readiness message');
  return message as Ready;
}
