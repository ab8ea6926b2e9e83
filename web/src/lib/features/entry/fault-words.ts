/** The sentence for what the server found wrong with a field. */
import { say } from '../../words/say.ts';

export function faultWords(code: string): string {
  switch (code) {
    case 'email_invalid':
    case 'code_invalid':
    case 'password_too_short':
    case 'password_too_long':
    case 'password_common':
      return say(`entry.fault.${code}`);
    case 'required':
    case 'too_small':
      return say('entry.fault.required');
    default:
      return say('entry.fault.other');
  }
}
