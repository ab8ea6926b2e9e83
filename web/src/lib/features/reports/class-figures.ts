/** The numbers of a class that matter most, in words. */
import type { ClassReport } from '@hazri/sync-protocol/api/report';
import { speech } from '../../words/dictionary.ts';
import { say } from '../../words/say.ts';
import { percent } from '../../words/when.ts';
import type { Figure } from './figure.ts';
import { COUNTED_STATUSES, totalsOf } from './report-view.ts';

export function classFigures(report: ClassReport): readonly Figure[] {
  const { sessions, students, thresholdPercent, rate, low, remaining } = report;
  const totals = totalsOf(sessions);
  return [
    { key: 'rate', label: say('report.rate'), value: rateText(rate) },
    {
      key: 'low',
      label: say('report.below', { line: percent(thresholdPercent / 100) }),
      value: `${speech().number.format(low)} / ${speech().number.format(students.length)}`,
      note: say('report.wholeTerm'),
      warn: low > 0,
    },
    {
      key: 'sessions',
      label: say('report.sessions'),
      value: speech().number.format(sessions.length),
      note: say('report.toCome', { count: remaining }),
    },
    ...COUNTED_STATUSES.map((status) => ({
      key: status,
      label: say(`status.${status}`),
      value: speech().number.format(totals[status]),
    })),
  ];
}

/** A dash where no session has counted. */
export function rateText(rate: number | null): string {
  return rate === null ? '–' : percent(rate);
}
