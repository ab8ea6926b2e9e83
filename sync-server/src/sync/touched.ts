/** What a flush has to work out anew, collected while facts are taken in. */
import type { Pair, ScanRow } from './rows.ts';
import { pairKey } from './rows.ts';

/** One phone in one session. */
export const phoneKey = (sessionId: number, installation: string): string => `${sessionId}/${installation}`;

export class Touched {
  /** Sessions whose lifecycle facts changed. */
  readonly sessions = new Set<number>();
  /** Sessions whose scans are to be judged again. */
  readonly judgeSessions = new Set<number>();
  /** Scans to be judged. */
  readonly scans = new Set<number>();
  /** (session, installation) that a scan no longer belongs to: who shared the phone may be alone with it now (SCAN9). */
  readonly leftPhones = new Map<string, readonly [sessionId: number, installation: string]>();
  /** (class, student) whose enrolment changed. */
  readonly enrolments = new Map<string, Pair>();
  /** Subjects of excuses and appeals that were stated or decided. */
  readonly requests = new Set<string>();
  /** (session, student) whose attendance is to be folded. */
  readonly attendance = new Map<string, Pair>();
  /** Sessions whose every attendance row is to be folded. */
  readonly attendanceSessions = new Set<number>();
  /** UUIDs and refs that became known: facts that waited for them can be judged now (FACT5). */
  readonly known = new Set<string>();

  addEnrolment(classId: number, studentId: number): void {
    this.enrolments.set(pairKey(classId, studentId), [classId, studentId]);
  }

  addAttendance(sessionId: number, studentId: number): void {
    this.attendance.set(pairKey(sessionId, studentId), [sessionId, studentId]);
  }

  /** Notes where a scan was before it is placed anew. */
  addLeft({ sessionId, installation }: Pick<ScanRow, 'sessionId' | 'installation'>): void {
    if (sessionId !== null && installation !== null)
      this.leftPhones.set(phoneKey(sessionId, installation), [sessionId, installation]);
  }

  takeLeft(): readonly (readonly [sessionId: number, installation: string])[] {
    const left = [...this.leftPhones.values()];
    this.leftPhones.clear();
    return left;
  }

  /** Hands out what became known since the last call. */
  takeKnown(): readonly string[] {
    const known = [...this.known];
    this.known.clear();
    return known;
  }
}
