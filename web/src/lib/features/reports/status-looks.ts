/** How each status stands in a register: a letter, its word and a tone. Looked up once for thousands of cells. */
import { STATUS_LOOK, type Tone } from '../../ui/status-look.ts';
import { say } from '../../words/say.ts';
import type { CountedStatus } from './report-view.ts';

export interface StatusLook {
  readonly letter: string;
  readonly word: string;
  readonly tone: Tone;
}

export function statusLooks(): Readonly<Record<CountedStatus | 'none', StatusLook>> {
  return {
    present: lookOf('present'),
    late: lookOf('late'),
    absent: lookOf('absent'),
    excused: lookOf('excused'),
    none: { letter: '·', word: say('report.noRecord'), tone: 'quiet' },
  };
}

function lookOf(status: CountedStatus): StatusLook {
  const { tone } = STATUS_LOOK[status];
  return { letter: say(`report.letter.${status}`), word: say(`status.${status}`), tone };
}
