/**
 * Which signed syncs of a device count as contacts, and which was the last one? (SPEC.md, SCAN8 and TIME2)
 * Networks deliver a message twice, or after one that was sent later. Such a message comes late, so it says nothing of
 * the device's clock, nor of what the device had to send since. It is told by what it is, not by its time: a phone
 * whose clock was put back sends smaller times and must be heard.
 */
import { DRIFT_RATE, JUMP_TOLERANCE_MS } from './time.ts';

/** One signed sync as the server received it. */
export interface SignedSync {
  /** Names the very message: a copy of it has the same, another message doesn't. */
  readonly id: string;
  /** Raw device clock at sending. */
  readonly sentAt: number;
  /** Server clock at receipt. */
  readonly receivedAt: number;
  /** The device's monotonic clock at sending, ms from an origin of its own; null where it isn't told. */
  readonly mono: number | null;
  /** The batch could have taken one more fact. */
  readonly hadRoom: boolean;
}

type Times = Pick<SignedSync, 'sentAt' | 'receivedAt'>;

/** What is kept of one device. */
export interface ContactMemory {
  readonly last: (Times & Pick<SignedSync, 'mono'>) | null;
  /** The last contact that had room for one more fact. */
  readonly room: Times | null;
  /** Of the last messages, at most `MAX_RECENT_SYNCS`, oldest first. */
  readonly recentIds: readonly string[];
}

export const NO_CONTACT: ContactMemory = { last: null, room: null, recentIds: [] };

/** A copy that comes after so many other messages of its device isn't recognised by its id any more. */
export const MAX_RECENT_SYNCS = 32;

/** Whether the message is a contact, given those received before it. */
export function isContact({ last, recentIds }: ContactMemory, sync: SignedSync): boolean {
  return !recentIds.includes(sync.id) && (last === null || !wasOvertaken(sync, last));
}

/** The memory after one more message. */
export function noteSync(memory: ContactMemory, sync: SignedSync): ContactMemory {
  const { id, sentAt, receivedAt, mono, hadRoom } = sync;
  if (memory.recentIds.includes(id)) return memory;
  const recentIds = [...memory.recentIds, id].slice(-MAX_RECENT_SYNCS);
  if (!isContact(memory, sync)) return { ...memory, recentIds };
  return {
    last: { sentAt, receivedAt, mono },
    room: hadRoom ? { sentAt, receivedAt } : memory.room,
    recentIds,
  };
}

/**
 * Whether it was sent before the last contact. The monotonic clock says so where both times count from one origin, and
 * then the wall clock goes along with it, unless it was changed in between; a page that started anew counts from
 * another origin.
 */
function wasOvertaken(sync: SignedSync, last: NonNullable<ContactMemory['last']>): boolean {
  if (sync.mono === null || last.mono === null || sync.mono >= last.mono) return false;
  const monoMs = last.mono - sync.mono;
  return Math.abs(last.sentAt - sync.sentAt - monoMs) <= JUMP_TOLERANCE_MS + monoMs * DRIFT_RATE;
}
