/** Why the server couldn't be asked, or won't, as a sentence. */
import type { Trouble } from '../../api/call.ts';
import { sayReason } from '../../words/reasons.ts';
import { say } from '../../words/say.ts';

export function troubleWords(trouble: Trouble): string {
  return trouble.kind === 'offline' ? say('office.offline') : sayReason(trouble.reason);
}
