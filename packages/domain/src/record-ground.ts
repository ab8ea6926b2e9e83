/** What does the reference fold need that isn't a fact? (SPEC.md, FACT1) */
import type { SessionState } from './attendance-types.ts';
import type { Contact } from './contact.ts';
import type { FactFor, ReceivedFact } from './facts.ts';
import type { ClassId, DeviceId, UserId } from './ids.ts';
import type { Reading } from './readings.ts';
import type { Receipt } from './receipt.ts';
import type { Enrolment } from './roster.ts';
import type { ClockJump } from './time.ts';
import type { Token } from './token.ts';

export type ScanFact = FactFor<'scan'>;

/** Everything about the world besides facts, as it is known at the moment of folding. Times in epoch ms. */
export interface Ground {
  /** Sessions generated from timetables, in state `scheduled`. */
  readonly timetable: readonly SessionState[];
  /** The server was restored and may not know every key yet (SCAN1). */
  readonly keysRestored: boolean;
  /** Whether the user was staff of the class at `at`. */
  readonly isStaff: (user: UserId, classId: ClassId, at: number) => boolean;
  /** Who keeps the rosters of all classes (SES4). */
  readonly isAdministrator: (user: UserId) => boolean;
  readonly kidOwner: (kid: number) => { readonly owner: UserId; readonly revokedAt: number | null } | null;
  /** Enrolments on record without any fact (imports, joining by class code). */
  readonly enrolments: (classId: ClassId) => ReadonlyMap<UserId, Enrolment>;
  /** The tokens of a camera or link scan, each with its text and MAC checked. */
  readonly readings: (scan: ReceivedFact<ScanFact>) => readonly Reading[];
  /** The step of `session` whose short code was typed (SCAN18), or null. */
  readonly typedMatch: (scan: ReceivedFact<ScanFact>, session: SessionState) => Reading | null;
  /** The receipt, when its text and the phone's signature are right; null otherwise. */
  readonly receipt: (text: string) => Receipt | null;
  /** Whether the tag of a receipt's token is right, as a reading. */
  readonly tokenReading: (token: Token) => Reading;
  /** Those of the scan's device; none when the sync that carried it first was no contact itself (it came late). */
  readonly contacts: (scan: ReceivedFact<ScanFact>) => readonly Contact[];
  /** By the contact before the one that carried the scan first; null when that came late. */
  readonly clockJump: (scan: ReceivedFact<ScanFact>) => ClockJump | null;
  /** Random id of the app's installation: the same for all accounts on one phone (SCAN9). */
  readonly installation: (device: DeviceId) => string;
}
