/** Why the office's server wouldn't take something, in words: for a form as a whole and for its fields. */
import type { Trouble } from '../../api/call.ts';
import { faultsOf } from '../../ui/form-faults.ts';
import { sayReason } from '../../words/reasons.ts';
import { say } from '../../words/say.ts';

/** What stands above a form; null where the fields say it. */
export function troubleSentence(trouble: Trouble): string {
  switch (trouble.kind) {
    case 'offline':
      return say('office.offline');
    case 'busy':
      return sayReason(trouble.reason);
    case 'refused':
      return sayReason(trouble.reason);
  }
}

export function fieldFaults(trouble: Trouble | null): Readonly<Record<string, string>> {
  return trouble?.kind === 'refused' ? faultsOf(trouble.issues, ({ code }) => sentenceOf(code)) : {};
}

function sentenceOf(code: string): string {
  switch (code) {
    case 'required':
    case 'too_small':
      return say('office.fault.required');
    case 'taken':
      return say('office.fault.taken');
    case 'unknown':
      return say('office.fault.unknown');
    case 'before_start':
      return say('office.fault.before_start');
    case 'too_long':
    case 'too_big':
      return say('office.fault.too_long');
    case 'too_short':
      return say('office.fault.too_short');
    case 'overlap':
      return say('office.fault.overlap');
    case 'past':
      return say('office.fault.past');
    case 'too_far':
      return say('office.fault.too_far');
    default:
      return say('office.fault.other');
  }
}
