/** What the server that imports tells the process that asks it meanwhile. */

export interface ImportTarget {
  readonly url: string;
  /** `name=value` of the professor's login. */
  readonly cookie: string;
  readonly classId: string;
  /** Of the same professor, with a small roster of its own. */
  readonly otherClassId: string;
}

/** Both ends are this program: a name in the message tells it from others, no more is checked. */
export function asImportTarget(message: unknown): ImportTarget {
  if (typeof message !== 'object' || message === null || !('otherClassId' in message))
    throw new Error('not an import target');
  return message as ImportTarget;
}
