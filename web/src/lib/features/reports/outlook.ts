/** What a student's standing means for the sessions that are left, in a few words for staff. */
import type { ReportStudent } from '@hazri/sync-protocol/api/report';
import { say, sayCount } from '../../words/say.ts';

type Standing = Pick<ReportStudent, 'rate' | 'low' | 'canStillMiss' | 'mustAttend'>;

/** A dash where nothing is left, or nothing has counted yet. */
export function outlookText({ rate, low, canStillMiss, mustAttend }: Standing, remaining: number): string {
  if (remaining === 0 || (rate === null && !low)) return '–';
  if (!low) return sayCount('report.canMiss', canStillMiss);
  return mustAttend === null ? say('report.lost') : sayCount('report.mustAttend', mustAttend);
}
