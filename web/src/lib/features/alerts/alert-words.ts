/** What writing to a class does or did, a sentence for each kind of student that there is. */
import type { ClassAlerts } from '@hazri/sync-protocol/api/alerts';
import { say, sayCount } from '../../words/say.ts';
import { percent } from '../../words/when.ts';

export function alertSentences({
  low,
  mailed,
  told,
  skipped,
  thresholdPercent,
}: ClassAlerts): readonly string[] {
  if (low === 0) return [say('alert.nobody', { line: percent(thresholdPercent / 100) })];
  const counts = [
    ['alert.mailed', mailed],
    [skipped.no_mail_server > 0 ? 'alert.noMailServer' : 'alert.appOnly', told],
    ['alert.unreached', low - mailed - told - skipped.lately_told - skipped.mail_full],
    ['alert.lately', skipped.lately_told],
    ['alert.full', skipped.mail_full],
  ] as const;
  return counts.flatMap(([stem, count]) => (count > 0 ? [sayCount(stem, count)] : []));
}
