/** What forms know of the institution: asked once, and done without while there is no network. */
import { institutionResponse } from '@hazri/sync-protocol/api/accounts';
import { call } from '../../api/call.ts';

class Institution {
  /** Addresses end with `@` and this; null: not known yet. */
  domain = $state<string | null>(null);
  /** False: codes are handed out by the office. */
  sendsMail = $state(true);
  #asked = false;

  async ask(): Promise<void> {
    if (this.#asked) return;
    this.#asked = true;
    const asked = await call({ method: 'GET', path: '/api/institution', answer: institutionResponse });
    if (!asked.ok) {
      this.#asked = false;
      return;
    }
    this.domain = asked.value.emailDomain;
    this.sendsMail = asked.value.sendsMail;
  }
}

export const institution = new Institution();
