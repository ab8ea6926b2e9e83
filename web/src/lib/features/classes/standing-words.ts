/** What a rate means for the student, in one sentence (ATT8). */
import { say, sayCount } from '../../words/say.ts';
import { percent } from '../../words/when.ts';
import type { MyClass } from './my-classes.ts';

export function standingText(my: MyClass): string {
  const line = percent(my.linePercent / 100);
  if (my.rate === null) return say('class.noRate');
  // Nothing is known of the sessions to come: neither what missing one does, nor what attending them would.
  if (my.remaining === 0) return say(my.low ? 'class.lowNonePlanned' : 'class.nonePlanned', { line });
  if (my.low) {
    return my.mustAttend === null
      ? say('class.cannotReach', { line })
      : sayCount('class.mustAttend', my.mustAttend, { line });
  }
  return my.canMiss === 0
    ? say('class.canMissNone', { line })
    : sayCount('class.canMiss', my.canMiss, { line });
}
