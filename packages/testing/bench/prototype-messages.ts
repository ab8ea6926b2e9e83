/** What the bare prototype and the process that loads it tell each other. */

export interface PrototypeReady {
  readonly prototypePort: number;
}

/** Keys that the prototype doesn't derive itself. */
export interface SessionKeys {
  readonly sessionKeys: readonly (readonly [ref: string, key: string])[];
}

/** Both ends are this program: a name in the message tells it from others, no more is checked. */
export function asPrototypeReady(message: unknown): PrototypeReady {
  if (typeof message !== 'object' || message === null || !('prototypePort' in message))
    throw new Error('not a readiness message');
  return message as PrototypeReady;
}

export function asSessionKeys(message: unknown): SessionKeys {
  if (typeof message !== 'object' || message === null || !('sessionKeys' in message))
    throw new Error('not a message with keys');
  return message as SessionKeys;
}
