/** What a server process says of itself when it is asked for its `usage`. */

export interface Usage {
  /** User and system time of the process so far, all threads. */
  readonly cpuMicros: number;
  /** Resident now, and at most so far. */
  readonly residentBytes: number;
  readonly peakResidentBytes: number;
  /** Transactions committed so far; 0 where nobody counts. */
  readonly commits: number;
  /** Statements run one by one so far: reads, as every write goes through a commit. */
  readonly queries: number;
}

export function usageNow(counted: Pick<Usage, 'commits' | 'queries'>): Usage {
  const { user, system } = process.cpuUsage();
  return {
    cpuMicros: user + system,
    residentBytes: process.memoryUsage.rss(),
    peakResidentBytes: process.resourceUsage().maxRSS * 1024,
    ...counted,
  };
}

/** Both ends are this program: a name in the message tells it from others, no more is checked. */
export function asUsage(message: unknown): Usage {
  if (typeof message !== 'object' || message === null || !('cpuMicros' in message))
    throw new Error('not a usage message');
  return message as Usage;
}
