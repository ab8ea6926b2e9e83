/** Does this password belong to this hash? argon2id behind a bounded queue: its threads must not delay sync. */
import { hash, verify } from '@node-rs/argon2';
import type { Result } from '@hazri/domain';
import { fail, ok } from '@hazri/domain';

/** argon2id (`Algorithm.Argon2id` is an ambient enum, which type stripping can't read), 19 MiB, OWASP's choice. */
const COST = { algorithm: 2, memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 };
const MIN_PASSWORD = 8;
const MAX_PASSWORD = 128;
/** Hashes computed at one time, and those that may wait for their turn (≈ 30 ms each). */
const MAX_AT_ONCE = 1;
const MAX_WAITING = 200;

/** The commonest passwords that are long enough to get past the length check. */
const COMMON = new Set([
  '12345678', '123456789', '1234567890', 'password', 'password1', 'qwertyui', 'qwertyuiop', '11111111',
  'iloveyou', 'sunshine', 'princess', 'football', 'baseball', 'welcome1', 'admin123', 'abcd1234', 'abc12345',
  'qwerty123', '1q2w3e4r', 'asdfghjk', '00000000', '87654321', 'india123', 'student1', 'attendance',
]); // prettier-ignore

export type PasswordFault = 'password_too_short' | 'password_too_long' | 'password_common';

export interface Passwords {
  /** @throws PasswordsBusy when too many wait */
  readonly hash: (password: string) => Promise<string>;
  /** A null hash (unknown account) takes as long as a real one and is never right. @throws PasswordsBusy */
  readonly isRight: (password: string, stored: string | null) => Promise<boolean>;
}

/** Too many passwords wait to be checked. The edge answers 503 with Retry-After. */
export class PasswordsBusy extends Error {
  override readonly name = 'PasswordsBusy';
}

/** Whether a password may be chosen. */
export function checkNewPassword(password: string): Result<string, PasswordFault> {
  if (password.length < MIN_PASSWORD) return fail('password_too_short');
  if (password.length > MAX_PASSWORD) return fail('password_too_long');
  return COMMON.has(password.toLowerCase()) ? fail('password_common') : ok(password);
}

/** @param maxWaiting passwords that wait for their turn; further ones are refused */
export function makePasswords(maxWaiting = MAX_WAITING): Passwords {
  const take = turnstile(MAX_AT_ONCE, maxWaiting);
  let dummy: Promise<string> | null = null;
  return {
    hash: (password) => take(() => hash(password, COST)),
    isRight: async (password, stored) => {
      dummy ??= hash('no account has this one', COST);
      const against = stored ?? (await dummy);
      const right = await take(() => verify(against, password.slice(0, MAX_PASSWORD)));
      return right && stored !== null;
    },
  };
}

function turnstile(atOnce: number, maxWaiting: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= atOnce) {
      if (waiting.length >= maxWaiting) throw new PasswordsBusy('too many passwords wait to be checked');
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running += 1;
    }
    try {
      return await work();
    } finally {
      // The turn passes straight to the next one that waits; `running` counts turns, not calls.
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
