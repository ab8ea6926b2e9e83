/** What the server under load tells the process that loads it. */

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

export interface Usage {
  /** User and system time of the process so far, all threads. */
  readonly cpuMicros: number;
  /** Transactions committed so far. */
  readonly commits: number;
  /** Statements run one by one so far: reads, as every write goes through a commit. */
  readonly queries: number;
}

/** Both ends are this program: a name in the message tells it from others, no more is checked. */
export function asReady(message: unknown): Ready {
  if (typeof message !== 'object' || message === null || !('emptyPort' in message))
    throw new Error('not a readiness message');
  return message as Ready;
}

export function asUsage(message: unknown): Usage {
  if (typeof message !== 'object' || message === null || !('cpuMicros' in message))
    throw new Error('not a usage message');
  return message as Usage;
}
