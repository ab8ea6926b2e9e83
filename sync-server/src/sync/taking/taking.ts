/** What taking one fact in needs, and what may become of it. */
import type { Fact, Stamp } from '@hazri/domain';
import { clampStamp } from '@hazri/domain';
import type { User } from '../../auth/accounts.ts';
import type { DeviceRecord } from '../../auth/devices.ts';
import type { Catalogue, ClassRecord } from '../../catalogue/catalogue.ts';
import type { FactStamp } from '../../db/fact-schema.ts';
import type { DeviceSignatures } from '../../keys/device-signature.ts';
import type { Touched } from '../touched.ts';
import type { SessionRow } from '../rows.ts';
import type { WorkingSet } from '../working-set.ts';

/** What a fact's own words and the server's observation of its arrival are. */
export interface Arrival {
  readonly fact: Fact;
  readonly author: User;
  readonly deviceId: number | null;
  /** null where the server itself stated it, and of facts from before it was kept. */
  readonly address: string | null;
  readonly installation: string | null;
  readonly receivedAt: number;
  readonly sentAt: number;
  readonly jump: { readonly beforeOffsetMs: number; readonly afterOffsetMs: number } | null;
  readonly contactAfter: boolean;
}

export type Decision =
  /** `again`: UUID for which the fact is looked at again whenever it becomes known anew. */
  | { readonly outcome: 'accepted' | 'set_aside'; readonly subject: string | null; readonly again?: string }
  | { readonly outcome: 'rejected'; readonly reason: string; readonly again?: string }
  /** `for`: UUID or ref that must become known first (FACT5). */
  | { readonly outcome: 'waiting'; readonly reason: string; readonly for: string }
  | { readonly outcome: 'scan'; readonly scanId: number };

export interface TakeDeps {
  readonly catalogue: Catalogue;
  readonly signatures: DeviceSignatures;
  /** Public key and owner of a student's device; loaded before. */
  readonly deviceByUuid: ReadonlyMap<string, DeviceRecord>;
}

export interface Taking extends TakeDeps {
  readonly arrival: Arrival;
  readonly set: WorkingSet;
  readonly touched: Touched;
}

export const accepted = (subject: string | null = null): Decision => ({ outcome: 'accepted', subject });
export const rejected = (reason: string): Decision => ({ outcome: 'rejected', reason });
export const waiting = (key: string, reason: string): Decision => ({ outcome: 'waiting', reason, for: key });

/** SES4. Authority is that at the first receipt, so later changes of staff don't rewrite the record (FACT1). */
export function isStaff({ catalogue, arrival }: Taking, classId: number): boolean {
  return catalogue.isStaff(classId, arrival.author.id, arrival.receivedAt);
}

export function staffClass(taking: Taking, classUuid: string): ClassRecord | null {
  const found = taking.catalogue.classByUuid(classUuid);
  // A class that doesn't exist is answered like one of somebody else.
  return found && isStaff(taking, found.id) ? found : null;
}

/** The session if it is known and the author is staff of its class, else what becomes of the fact. */
export function staffSession(
  taking: Taking,
  uuid: string,
): { readonly row: SessionRow } | { readonly decision: Decision } {
  const row = taking.set.sessions.named(uuid);
  if (!row) return { decision: waiting(uuid, 'pending_session') };
  if (!isStaff(taking, row.classId)) return { decision: rejected('not_staff') };
  if (row.removedAt === null) return { row };
  // The timetable gave it up before this device knew: what was stated counts, so there is a session again.
  const again = { ...row, removedAt: null };
  taking.set.sessions.put(again);
  return { row: again };
}

export function stampOf({ arrival }: Taking): FactStamp {
  const stamp: Stamp = clampStamp(arrival.fact.hlc, arrival.receivedAt);
  return { stamp, factId: arrival.fact.id, author: arrival.author.uuid };
}
