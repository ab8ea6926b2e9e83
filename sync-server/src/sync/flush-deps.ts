/** What a flush is made with. */
import type { Database } from '../db/open-database.ts';
import type { DeviceSignatures } from '../keys/device-signature.ts';
import type { KeySchedule } from '../keys/key-schedule.ts';
import type { NewsDeps } from './note-news.ts';
import type { NotificationRow } from './rows.ts';

export interface FlushDeps extends NewsDeps {
  readonly database: Database;
  readonly keys: KeySchedule;
  readonly signatures: DeviceSignatures;
  readonly keysRestored: boolean;
  readonly now: () => number;
  /** Takes what people are told, once it is durable; returns at once. */
  readonly tell: (rows: readonly NotificationRow[]) => void;
}
