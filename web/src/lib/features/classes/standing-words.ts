/** What a rate means for the student, in one sentence (ATT8). */
import { say, sayCount } from '../../words/say.ts';
import { percent } from '../../words/when.ts';
import type { MyClass } from './my-classes.ts';

export function standingText(my: MyClass): string {
  const line = percent(my.linePercent / 100);
  if (my.rate === null) return say('class.noRate');
  if (my.low) {
    return my.mustAttend === null
      ? say('class.cannotReach', { line })
      : sayCount('class.mustAttend', my.mustAttend, { line });
  }
  return my.canMiss === 0
    ? say('class.canMissNone', { line })
    : sayCount('class.canMiss', my.canMiss, { line });
}
