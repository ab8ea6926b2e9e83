/** One signed push as it came in: who sent it, when, and what it carries. */
import type { DeviceRecord } from '../auth/devices.ts';
import type { User } from '../auth/accounts.ts';

/** First receipt that an earlier life of the server gave to a fact (SYNC6). */
interface EarlierReceipt {
  readonly receivedAt: number;
  readonly stamp: string;
}

export interface Exchange {
  readonly author: User;
  /** null for facts that the server makes itself for the reference's routes. */
  readonly device: DeviceRecord | null;
  /** Raw device clock. */
  readonly sentAt: number;
  readonly receivedAt: number;
  readonly facts: readonly unknown[];
  /** Whether more facts would have fitted: what it didn't carry then, it didn't have (SCAN8). */
  readonly hadRoom: boolean;
  /** Handed over by the device's signature alone: only what students state is taken (SYNC7). */
  readonly handOver: boolean;
  readonly receipts: ReadonlyMap<string, EarlierReceipt>;
}
