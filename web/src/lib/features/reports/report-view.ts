/** What reports show of the server's figures: points of charts, letters of the grid. Pure. */
import { rate, tallyOf } from '@hazri/domain';
import {
  STATUS_LETTERS,
  type ClassReport,
  type ReportSession,
  type ReportStudent,
  type ToldSession,
} from '@hazri/sync-protocol/api/report';
import type { ChartPoint } from '../../ui/chart-point.ts';

export type CountedStatus = keyof typeof STATUS_LETTERS;
export const COUNTED_STATUSES = ['present', 'late', 'absent', 'excused'] as const;

const STATUS_BY_LETTER: ReadonlyMap<string, CountedStatus> = new Map(
  COUNTED_STATUSES.map((status) => [STATUS_LETTERS[status], status]),
);

/** null: not on the roster of that session, or not decided yet. @param index of the session in the report */
export function statusIn({ statuses }: Pick<ReportStudent, 'statuses'>, index: number): CountedStatus | null {
  return STATUS_BY_LETTER.get(statuses.charAt(index)) ?? null;
}

/** Of all sessions of the report together. */
export function totalsOf(sessions: readonly ReportSession[]): Readonly<Record<CountedStatus, number>> {
  const sum = (status: CountedStatus) => sessions.reduce((all, session) => all + session[status], 0);
  return { present: sum('present'), late: sum('late'), absent: sum('absent'), excused: sum('excused') };
}

/** A bar for each step of the distribution: `0–9`, `10–19` … `90–100`, per cent. */
export function distributionPoints({
  distribution,
}: Pick<ClassReport, 'distribution'>): readonly ChartPoint[] {
  const width = 100 / distribution.length;
  return distribution.map((value, index) => {
    const last = index === distribution.length - 1 ? 100 : (index + 1) * width - 1;
    return { label: `${index * width}–${last}`, value };
  });
}

/** How many bars lie below the line as a whole. */
export function barsBelow({ distribution, thresholdPercent }: ClassReport): number {
  return Math.floor((thresholdPercent * distribution.length) / 100);
}

/** One student's rate after each of the sessions; null where none has counted until then. */
export function ratesSoFar(sessions: readonly Pick<ToldSession, 'status'>[]): readonly (number | null)[] {
  return sessions.map(({ status }, index) =>
    status === 'expected'
      ? null
      : rate(tallyOf(sessions.slice(0, index + 1).map((session) => session.status))),
  );
}
