/** How a status looks: its tone and icon, beside its word, so that colour never tells it alone. */
import type { AttendanceStatus } from '@hazri/domain';
import type { IconName } from './icons.ts';

/** The statuses of attendance, and the ways of a scan (saved … rejected). */
export type ShownStatus =
  AttendanceStatus | 'saved' | 'sent' | 'accepted' | 'review' | 'waiting' | 'rejected';
export type Tone = 'good' | 'warn' | 'bad' | 'info' | 'quiet';

export const STATUS_LOOK: Readonly<Record<ShownStatus, { readonly tone: Tone; readonly icon: IconName }>> = {
  present: { tone: 'good', icon: 'check' },
  late: { tone: 'warn', icon: 'late' },
  absent: { tone: 'bad', icon: 'absent' },
  excused: { tone: 'info', icon: 'excused' },
  expected: { tone: 'quiet', icon: 'dots' },
  void: { tone: 'quiet', icon: 'cross' },
  saved: { tone: 'info', icon: 'phone' },
  sent: { tone: 'info', icon: 'sent' },
  accepted: { tone: 'good', icon: 'check' },
  review: { tone: 'warn', icon: 'question' },
  waiting: { tone: 'info', icon: 'late' },
  rejected: { tone: 'bad', icon: 'cross' },
};
