/** An attendance as it reads on a badge: "Late by 7 min" where the status alone says too little. */
import type { Attendance } from '@hazri/domain';
import { say } from '../../words/say.ts';

export function attendanceText({ status, minutesLate }: Pick<Attendance, 'status' | 'minutesLate'>): string {
  return status === 'late' && minutesLate > 0
    ? say('status.lateBy', { minutes: minutesLate })
    : say(`status.${status}`);
}
