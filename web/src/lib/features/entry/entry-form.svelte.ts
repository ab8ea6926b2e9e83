/** What every form here does: asks the server, keeps what was typed, and says what is wrong beside its field. */
import { call, type Trouble } from '../../api/call.ts';
import { faultsOf } from '../../ui/form-faults.ts';
import { sayReason } from '../../words/reasons.ts';
import { say } from '../../words/say.ts';
import { faultWords } from './fault-words.ts';

type Question<T> = Parameters<typeof call<T>>[0];

export class EntryForm {
  busy = $state(false);
  /** What is wrong with the form as a whole, as a sentence. */
  trouble = $state<string | null>(null);
  /** What is wrong with a field. */
  faults = $state.raw<Readonly<Record<string, string>>>({});

  /** @returns the answer; null when something was wrong, which is shown then */
  async ask<T = null>(question: Question<T>): Promise<T | null> {
    this.busy = true;
    const asked = await call(question);
    this.busy = false;
    this.trouble = null;
    this.faults = {};
    if (asked.ok) return asked.value;
    this.#show(asked.trouble);
    return null;
  }

  #show(trouble: Trouble): void {
    switch (trouble.kind) {
      case 'offline':
        this.trouble = say('entry.offline');
        return;
      case 'busy':
        this.trouble = sayReason(trouble.reason);
        return;
      case 'refused':
        this.faults = faultsOf(trouble.issues, ({ code }) => faultWords(code));
        if (trouble.issues.length === 0) this.trouble = sayReason(trouble.reason);
    }
  }
}
