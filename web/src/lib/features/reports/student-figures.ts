/** The numbers of one student that matter most, in words. */
import type { ToldStudentReport } from '@hazri/sync-protocol/api/report';
import { speech } from '../../words/dictionary.ts';
import { say } from '../../words/say.ts';
import { percent } from '../../words/when.ts';
import { rateText } from './class-figures.ts';
import type { Figure } from './figure.ts';
import { outlookText } from './outlook.ts';
import { COUNTED_STATUSES } from './report-view.ts';

export function studentFigures(report: ToldStudentReport): readonly Figure[] {
  const line = percent(report.thresholdPercent / 100);
  const outlook = outlookText(report, report.remaining);
  return [
    {
      key: 'rate',
      label: say('report.rate'),
      value: rateText(report.rate),
      ...(report.low ? { note: say('report.belowWholeTerm', { line }), warn: true } : {}),
    },
    ...COUNTED_STATUSES.map((status) => ({
      key: status,
      label: say(`status.${status}`),
      value: speech().number.format(report[status]),
    })),
    {
      key: 'toCome',
      label: say('report.sessionsToCome'),
      value: speech().number.format(report.remaining),
      ...(outlook === '–' ? {} : { note: outlook }),
    },
  ];
}
