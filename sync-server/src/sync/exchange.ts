/** One signed push as it came in: who sent it, when, and what it carries. */
import type { DeviceRecord } from '../auth/devices.ts';
import type { User } from '../auth/accounts.ts';

/** First receipt that an earlier life of the server gave to a fact (SYNC6). */
interface EarlierReceipt {
  readonly receivedAt: number;
  readonly stamp: string;
}

/** The signed message itself: what a late copy is told by (SCAN8). */
export interface Message {
  /** Of its bytes: a copy has the same. */
  readonly id: string;
  /** Monotonic device clock at sending, ms; null where the app doesn't tell it. */
  readonly mono: number | null;
}

/** Enough that no two of the few messages that are remembered of a device share one by chance. */
const MESSAGE_ID_BYTES = 9;

/** @param digest SHA-256 of the whole body */
export function messageId(digest: Uint8Array): string {
  return Buffer.from(digest.subarray(0, MESSAGE_ID_BYTES)).toString('base64url');
}

export interface Exchange {
  readonly author: User;
  /** null for facts that the server makes itself for the reference's routes. */
  readonly device: DeviceRecord | null;
  /** Where it came from; left out where the server itself states something. */
  readonly address?: string;
  /** What browser it says it is, bounded. */
  readonly agent?: string;
  /** Raw device clock. */
  readonly sentAt: number;
  /** null when no device sent one: such an exchange is no contact. */
  readonly message: Message | null;
  readonly receivedAt: number;
  readonly facts: readonly unknown[];
  /** Whether more facts would have fitted: what it didn't carry then, it didn't have (SCAN8). */
  readonly hadRoom: boolean;
  /** Handed over by the device's signature alone: only what students state is taken (SYNC7). */
  readonly handOver: boolean;
  readonly receipts: ReadonlyMap<string, EarlierReceipt>;
}
