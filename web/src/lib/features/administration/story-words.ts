/** What each statement about a record is called. */
import type { StoryEvent } from '@hazri/sync-protocol/api/record-story';
import { say } from '../../words/say.ts';
import type { ShownStatus } from '../../ui/status-look.ts';

const MARKED = ['present', 'late', 'absent', 'excused'] as const;
const PLAIN = [
  'session.opened',
  'session.completed',
  'session.reopened',
  'session.cancelled',
  'scan',
  'witness',
  'enrolment.added',
  'enrolment.ended',
  'excuse',
  'appeal',
] as const;

/** A newer server's kind is another statement. */
export function eventWords({ kind, decided }: StoryEvent): string {
  const plain = PLAIN.find((name) => name === kind);
  if (plain !== undefined) return say(`story.${plain}`);
  switch (kind) {
    case 'mark': {
      const status = MARKED.find((name) => name === decided);
      return status === undefined
        ? say('story.cleared')
        : say('story.mark', { status: say(`status.${status}`) });
    }
    case 'review':
      return say(decided === 'accept' ? 'story.accept' : 'story.reject');
    case 'excuse.decided':
    case 'appeal.decided':
      return say(decided === 'approve' ? 'story.approve' : 'story.decline');
    default:
      return say('story.other');
  }
}

/** null where it simply counts, as nearly everything does. */
export function outcomeOf({ kind, outcome }: StoryEvent): ShownStatus | null {
  switch (outcome) {
    case 'rejected':
    case 'review':
      return outcome;
    case 'waiting':
    case 'set_aside':
      return 'waiting';
    default:
      return kind === 'scan' ? 'accepted' : null;
  }
}
