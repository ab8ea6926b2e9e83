/** Sessions and attendance as derived from facts (SPEC.md, SES and ATT). */
import type { FactId, ClassId, SessionId, UserId } from './ids.ts';
import type { MarkStatus, Stamp } from './facts.ts';
import type { Policy } from './policy.ts';
import type { Trust } from './verdict-types.ts';

export type SessionStatus = 'scheduled' | 'active' | 'completed' | 'cancelled';

export interface SessionState {
  readonly id: SessionId;
  readonly classId: ClassId;
  readonly status: SessionStatus;
  readonly startsAt: number;
  /** Server-corrected time of the earliest opening; null while only scheduled. */
  readonly openedAt: number | null;
  /** Server-corrected time of the last completion or cancellation; null unless completed or cancelled. */
  readonly closedAt: number | null;
  readonly policy: Policy;
  readonly room: string | null;
  readonly title: string | null;
  /** Stamp and id of the fact that gives `status` (SES1); null while only scheduled. */
  readonly lifecycle: { readonly stamp: Stamp; readonly factId: FactId } | null;
  /** Why it was cancelled, where staff said so; of no other state. */
  readonly cancelReason?: string | null | undefined;
}

export type AttendanceStatus = 'present' | 'late' | 'absent' | 'excused' | 'expected' | 'void';
export type AttendanceSource = 'scan' | 'mark' | 'excuse' | 'completion' | 'none';

/** All that the fold needs to know about one student in one session. */
export interface AttendanceInputs {
  readonly session: Pick<SessionState, 'status' | 'startsAt' | 'policy'>;
  /** The newest mark by stamp (tie: larger id, then author); null when none was ever made. */
  readonly mark: {
    readonly status: MarkStatus | null;
    readonly stamp: Stamp;
    readonly factId: FactId;
    readonly author?: UserId | undefined;
  } | null;
  /** The earliest accepted scan by token time. */
  readonly scan: { readonly tokenTime: number; readonly trust: Trust } | null;
  readonly excused: boolean;
  /** On the roster of the session (SES3). */
  readonly onRoster: boolean;
}

export interface Attendance {
  readonly status: AttendanceStatus;
  readonly source: AttendanceSource;
  /** Token time for scans, mark's wall time for marks, else null. */
  readonly at: number | null;
  /** Whole minutes after `startsAt`, 0 unless late. */
  readonly minutesLate: number;
  readonly trust: Trust | null;
}
