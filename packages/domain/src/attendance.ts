/** What is the attendance of one student in one session? (SPEC.md, ATT1–ATT7) */
import type { Attendance, AttendanceInputs } from './attendance-types.ts';
import { newer } from './stamp.ts';
import type { Trust } from './verdict-types.ts';

type Mark = NonNullable<AttendanceInputs['mark']>;
type CountedScan = NonNullable<AttendanceInputs['scan']>;

const MINUTE_MS = 60_000;
const TRUST_STRENGTH: Readonly<Record<Trust, number>> = { deferred: 0, live: 1, witnessed: 2 };

/** The attendance that the inputs make; the first rule that matches stands. */
export function foldAttendance(inputs: AttendanceInputs): Attendance {
  const { session, mark, scan, excused, onRoster } = inputs;
  // ATT1
  if (session.status === 'cancelled') return unsettled('void');
  // ATT2
  if (mark !== null && mark.status !== null) {
    const minutesLate = mark.status === 'late' && scan !== null ? minutesAfterStart(inputs, scan) : 0;
    return { status: mark.status, source: 'mark', at: mark.stamp[0], minutesLate, trust: null };
  }
  // ATT3
  if (scan !== null) {
    const late = scan.tokenTime > session.startsAt + session.policy.lateAfterMs;
    return {
      status: late ? 'late' : 'present',
      source: 'scan',
      at: scan.tokenTime,
      minutesLate: late ? minutesAfterStart(inputs, scan) : 0,
      trust: scan.trust,
    };
  }
  // ATT4
  if (excused && onRoster) return { ...unsettled('excused'), source: 'excuse' };
  // ATT5
  if (session.status === 'completed' && onRoster) return { ...unsettled('absent'), source: 'completion' };
  // ATT6
  return unsettled('expected');
}

/** The inputs with one more mark: the newest stands (ATT2), in whatever order they arrive. */
export function takeMark(inputs: AttendanceInputs, mark: Mark): AttendanceInputs {
  return inputs.mark === null || newer(mark, inputs.mark) ? { ...inputs, mark } : inputs;
}

/** The inputs with one more accepted scan: the earliest token time stands (ATT3), then the stronger trust. */
export function takeScan(inputs: AttendanceInputs, scan: CountedScan): AttendanceInputs {
  return inputs.scan === null || stands(scan, inputs.scan) ? { ...inputs, scan } : inputs;
}

/**
 * Whether somebody should be told (ATT7): completion had made the record absent, and a scan that arrived
 * afterwards turned it into present or late.
 */
export function changedAfterCompletion(before: Attendance, after: Attendance): boolean {
  return before.source === 'completion' && after.source === 'scan';
}

function stands(scan: CountedScan, other: CountedScan): boolean {
  if (scan.tokenTime !== other.tokenTime) return scan.tokenTime < other.tokenTime;
  return TRUST_STRENGTH[scan.trust] > TRUST_STRENGTH[other.trust];
}

function minutesAfterStart({ session }: AttendanceInputs, scan: CountedScan): number {
  return Math.max(0, Math.floor((scan.tokenTime - session.startsAt) / MINUTE_MS));
}

function unsettled(status: Attendance['status']): Attendance {
  return { status, source: 'none', at: null, minutesLate: 0, trust: null };
}
