/** What waits for an administrator's word, and saying it. */
import { approvalList, changedPerson, type Approval } from '@hazri/sync-protocol/api/people';
import { call } from '../../api/call.ts';
import { toasts } from '../../ui/toasts.svelte.ts';
import { say } from '../../words/say.ts';
import { troubleWords } from './trouble-words.ts';

export class Approvals {
  /** null before the first answer. */
  list = $state.raw<readonly Approval[] | null>(null);
  trouble = $state<string | null>(null);
  /** The account that is being decided about. */
  busyId = $state<string | null>(null);

  async load(): Promise<void> {
    const asked = await call({ method: 'GET', path: '/api/admin/approvals', answer: approvalList });
    this.trouble = asked.ok ? null : troubleWords(asked.trouble);
    if (asked.ok) this.list = asked.value.approvals;
  }

  /** @returns whether it is decided; the entry is gone then */
  async decide({ person }: Approval, word: 'approve' | 'decline'): Promise<boolean> {
    this.busyId = person.id;
    const path = `/api/admin/users/${person.id}/${word}`;
    const asked = await call({ method: 'POST', path, body: {}, answer: changedPerson });
    this.busyId = null;
    if (!asked.ok) {
      this.trouble = troubleWords(asked.trouble);
      return false;
    }
    const name = `${person.givenName} ${person.familyName}`.trim();
    toasts.show(say(word === 'approve' ? 'approvals.approved' : 'approvals.declined', { name }));
    await this.load();
    return true;
  }
}
