/**
 * Facts: immutable statements by one device. See SPEC.md, section Facts.
 * The shapes here are those on the wire (`packages/sync-protocol` has the schemas); all times are epoch ms.
 */
import type { ClassId, FactId, SessionId, UserId, DeviceId } from './ids.ts';
import type { Policy } from './policy.ts';

/** Hybrid logical clock stamp `[wall ms, counter]`: newest wins where a fact replaces another. */
export type Stamp = readonly [wall: number, counter: number];

interface FactOf<Kind extends string, Body> {
  /** Of its author's facts this one's own; others may state facts with the same id (FACT4, `factKey`). */
  readonly id: FactId;
  readonly kind: Kind;
  readonly v: 1;
  /** The device's raw clock when the fact was made (TIME3: corrected by the server, never trusted alone). */
  readonly madeAt: number;
  readonly hlc: Stamp;
  /** The device saw its own clock jump between the exchange before this fact and the fact (TIME2). */
  readonly clockJumped?: boolean | undefined;
  readonly body: Body;
}

export interface SessionOpenedBody {
  readonly sessionId: SessionId;
  readonly classId: ClassId;
  /** When lateness is counted from. */
  readonly startsAt: number;
  /** Key id of the device that shows the codes. */
  readonly kid: number;
  readonly room?: string | undefined;
  readonly title?: string | undefined;
  /** Server-anchored time minus the device's raw clock, as the device knows it (TIME4). */
  readonly clockOffsetMs: number;
  readonly policy: Policy;
}

export interface SessionMovedBody {
  readonly sessionId: SessionId;
  /** Raw device time of the completion or reopening. */
  readonly at: number;
  readonly clockOffsetMs: number;
}

export interface SessionCancelledBody {
  readonly sessionId: SessionId;
  readonly at: number;
  readonly reason: string;
}

export interface CodesShownBody {
  readonly sessionId: SessionId;
  readonly kid: number;
  readonly clockOffsetMs: number;
  /** `[step start in Unix seconds, nonce as 8 hex digits]`, stated before each is displayed. */
  readonly steps: readonly (readonly [stepStartSeconds: number, nonceHex: string])[];
}

export type ScanHow = 'camera' | 'link' | 'typed';

export interface ScannedToken {
  /** Token text as read, at most 61 characters (see token.ts). */
  readonly text: string;
  /** Milliseconds since the first token of this scan was read; 0 for the first. */
  readonly gapMs: number;
}

export interface CodeScanBody {
  readonly tokens: readonly ScannedToken[];
  /** Raw device time of the last reading. */
  readonly scannedAt: number;
  readonly how: 'camera' | 'link';
}

export interface TypedScanBody {
  readonly classId: ClassId;
  /** Eight decimal digits. */
  readonly shortCode: string;
  readonly scannedAt: number;
  readonly how: 'typed';
}

export type ScanBody = CodeScanBody | TypedScanBody;

export type MarkStatus = 'present' | 'late' | 'absent' | 'excused';

export interface MarkBody {
  readonly sessionId: SessionId;
  readonly studentId: UserId;
  /** null clears an earlier mark. */
  readonly status: MarkStatus | null;
  readonly reason?: string | undefined;
}

export interface WitnessBody {
  /** Text of the student's receipt QR (receipt.ts). */
  readonly receipt: string;
}

export interface ReviewBody {
  readonly scanId: FactId;
  /** Whose scan; left out by apps that took scan ids for everybody's: every scan of the id is meant then. */
  readonly studentId?: UserId | undefined;
  readonly decision: 'accept' | 'reject';
  readonly reason?: string | undefined;
}

export interface HeadcountBody {
  readonly sessionId: SessionId;
  readonly count: number;
}

/** A person the device made for a walk-in; merged with an account by roll number. */
export interface NewPerson {
  readonly personId: UserId;
  readonly givenName: string;
  readonly familyName: string;
  readonly studentNo: string;
}

export interface EnrolmentAddedBody {
  readonly classId: ClassId;
  readonly from: number;
  /** Exactly one of `studentId` and `person`. */
  readonly studentId?: UserId | undefined;
  readonly person?: NewPerson | undefined;
}

export interface EnrolmentEndedBody {
  readonly classId: ClassId;
  readonly studentId: UserId;
  readonly until: number;
}

export interface ExcuseBody {
  readonly excuseId: FactId;
  readonly classId: ClassId;
  readonly from: number;
  readonly until: number;
  readonly reason: string;
}

export interface AppealBody {
  readonly appealId: FactId;
  readonly sessionId: SessionId;
  readonly reason: string;
}

export interface ExcuseDecidedBody {
  readonly excuseId: FactId;
  /** Whose excuse; left out: the one that was received first under the id. */
  readonly studentId?: UserId | undefined;
  readonly decision: 'approve' | 'decline';
  readonly note?: string | undefined;
}

export interface AppealDecidedBody {
  readonly appealId: FactId;
  /** Whose appeal. */
  readonly studentId?: UserId | undefined;
  readonly decision: 'approve' | 'decline';
  readonly note?: string | undefined;
}

/** Every kind of fact with the body it carries. */
export interface FactBodies {
  readonly 'session.opened': SessionOpenedBody;
  readonly 'session.completed': SessionMovedBody;
  readonly 'session.reopened': SessionMovedBody;
  readonly 'session.cancelled': SessionCancelledBody;
  readonly 'codes.shown': CodesShownBody;
  readonly scan: ScanBody;
  readonly mark: MarkBody;
  readonly witness: WitnessBody;
  readonly review: ReviewBody;
  readonly headcount: HeadcountBody;
  readonly 'enrolment.added': EnrolmentAddedBody;
  readonly 'enrolment.ended': EnrolmentEndedBody;
  readonly excuse: ExcuseBody;
  readonly appeal: AppealBody;
  readonly 'excuse.decided': ExcuseDecidedBody;
  readonly 'appeal.decided': AppealDecidedBody;
}

export type FactKind = keyof FactBodies;
export type FactFor<Kind extends FactKind> = Kind extends FactKind ? FactOf<Kind, FactBodies[Kind]> : never;
export type Fact = { [Kind in FactKind]: FactFor<Kind> }[FactKind];

/** Kinds that a student states; all others need staff of the class (SES4). */
export const STUDENT_KINDS: readonly FactKind[] = ['scan', 'excuse', 'appeal'];

/** A fact with what its receiver observed: its first receipt is part of the input of every rule (FACT1). */
export interface ReceivedFact<F extends Fact = Fact> {
  readonly fact: F;
  readonly author: UserId;
  /** null for facts that the server made itself (the reference's routes). */
  readonly device: DeviceId | null;
  /** Server time of the first receipt. */
  readonly receivedAt: number;
  /** The device's raw clock when it sent the exchange that first carried the fact. */
  readonly sentAt: number;
}
