/** What a rate means for the student, in one sentence (ATT8). */
import { DEFAULT_RATE_POLICY } from '@hazri/domain';
import { say, sayCount } from '../../words/say.ts';
import { percent } from '../../words/when.ts';
import type { MyClass } from './my-classes.ts';

const LINE = percent(DEFAULT_RATE_POLICY.thresholdPercent / 100);

export function standingText(my: MyClass): string {
  if (my.rate === null) return say('class.noRate');
  if (my.low) {
    return my.mustAttend === null
      ? say('class.cannotReach', { line: LINE })
      : sayCount('class.mustAttend', my.mustAttend, { line: LINE });
  }
  return my.canMiss === 0
    ? say('class.canMissNone', { line: LINE })
    : sayCount('class.canMiss', my.canMiss, { line: LINE });
}
