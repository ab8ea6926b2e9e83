/** What does a receipt code say to the staff of a session? Pure: who it is, and whether it belongs here. */
import {
  parseReceipt,
  readReceiptCode,
  sessionRef,
  type FactId,
  type SessionId,
  type UserId,
} from '@hazri/domain';
import type { Person } from '@hazri/sync-protocol';
import type { EnrolmentRow, ScanRow } from '../live/records.ts';

export type ReceiptReading =
  /** `person` is null for somebody whom this device doesn't know: a walk-in, perhaps. */
  | {
      readonly kind: 'receipt';
      readonly receipt: string;
      readonly scanId: FactId;
      readonly studentId: UserId;
      readonly person: Person | null;
    }
  | { readonly kind: 'other_session' }
  /** A class code, another site's code, or nothing of ours. */
  | { readonly kind: 'no_receipt' };

interface Known {
  readonly sessionId: SessionId;
  readonly enrolments: readonly EnrolmentRow[];
  readonly scans: readonly ScanRow[];
}

/** @param text what a camera read, or the receipt of an opened link */
export function readReceipt(text: string, origin: string, known: Known): ReceiptReading {
  const code = readReceiptCode(text, origin);
  const parsed = code.ok ? parseReceipt(code.value) : null;
  if (!code.ok || !parsed?.ok) return { kind: 'no_receipt' };
  const { scanId, studentId, token } = parsed.value;
  if (token.ref !== sessionRef(known.sessionId)) return { kind: 'other_session' };
  const person =
    known.enrolments.find((row) => row.studentId === studentId)?.person ??
    known.scans.find((row) => row.studentId === studentId)?.student ??
    null;
  return { kind: 'receipt', receipt: code.value, scanId, studentId, person };
}
