/** How a device states something: the one place where facts are made. */
import type { FactBodies, FactFor, FactId, FactKind, Stamp } from '@hazri/domain';
import { nextStamp, uuidv7 } from '@hazri/domain';
import { noteDeviceTime, offsetMs } from './device-clock.ts';
import type { Memory } from './ports.ts';

/** Random bytes that `makeFact` needs for the id. */
export const FACT_RANDOM_BYTES = 10;

export interface Moment {
  /** Raw device clock, epoch ms. */
  readonly deviceNow: number;
  /** `FACT_RANDOM_BYTES` random bytes. */
  readonly random: Uint8Array;
}

/**
 * The fact, and what must be remembered in the same transaction that stores it.
 * `madeAt` is the raw device clock (TIME3); the stamp's wall is the server-anchored one, so that a wrong clock
 * neither wins nor loses against other devices' facts.
 */
export function makeFact<K extends FactKind>(
  kind: K,
  body: FactBodies[K],
  moment: Moment,
  memory: Memory,
): { readonly fact: FactFor<K>; readonly memory: Memory } {
  const madeAt = Math.trunc(moment.deviceNow);
  const clock = noteDeviceTime(memory.clock, madeAt);
  const hlc: Stamp = nextStamp(memory.lastStamp, Math.max(0, Math.round(madeAt + offsetMs(clock))));
  const id: FactId = uuidv7<'fact'>(Math.max(0, madeAt), moment.random);
  const fact = { id, kind, v: 1, madeAt, hlc, ...(clock.jumped ? { clockJumped: true } : {}), body };
  // The compiler can't relate a generic kind to its member of the union; the parts above are checked one by one.
  return { fact: fact as unknown as FactFor<K>, memory: { ...memory, clock, lastStamp: hlc } };
}
