/** The list of people with its search, and what is done to one of them. */
import {
  changedPerson,
  claimCode,
  peoplePage,
  type AccountState,
  type PersonEntry,
} from '@hazri/sync-protocol/api/people';
import type { Role } from '@hazri/sync-protocol';
import { call } from '../../api/call.ts';
import { troubleWords } from './trouble-words.ts';

/** What can be asked of the server about an account. */
export type Deed = 'deactivate' | 'reactivate' | 'end-logins';

/** Typing pauses this long before it is searched for. */
const PAUSE_MS = 250;

export class People {
  search = $state('');
  role = $state<Role | 'any'>('any');
  accountState = $state<AccountState | 'any'>('any');
  /** null before the first answer. */
  list = $state.raw<readonly PersonEntry[] | null>(null);
  next = $state.raw<string | null>(null);
  busy = $state(false);
  trouble = $state<string | null>(null);
  /** A code that was just drawn, with whom it is for. */
  handed = $state.raw<{ readonly person: PersonEntry; readonly code: string; readonly until: number } | null>(
    null,
  );
  /** Counts questions: an answer to an older one is dropped. */
  #asked = 0;

  /** Asks anew when what is looked for changes; call it in an effect. */
  follow(): () => void {
    const query = this.#query(null);
    // Not by the list: the effect would ask anew after each answer, and take back every further page.
    const timer = setTimeout(() => void this.#load(query, []), this.#asked === 0 ? 0 : PAUSE_MS);
    return () => clearTimeout(timer);
  }

  async more(): Promise<void> {
    await this.#load(this.#query(this.next), this.list ?? []);
  }

  async act({ id }: PersonEntry, deed: Deed): Promise<boolean> {
    return this.#change(id, deed, {});
  }

  async changeRole({ id }: PersonEntry, role: Role): Promise<boolean> {
    return this.#change(id, 'role', { role });
  }

  async handCode(person: PersonEntry): Promise<void> {
    const path = `/api/admin/users/${person.id}/claim-code`;
    const asked = await call({ method: 'POST', path, body: {}, answer: claimCode });
    this.trouble = asked.ok ? null : troubleWords(asked.trouble);
    if (asked.ok) this.handed = { person, code: asked.value.code, until: asked.value.expiresAt };
  }

  async #change(id: string, deed: Deed | 'role', body: unknown): Promise<boolean> {
    this.busy = true;
    const asked = await call({
      method: 'POST',
      path: `/api/admin/users/${id}/${deed}`,
      body,
      answer: changedPerson,
    });
    this.busy = false;
    this.trouble = asked.ok ? null : troubleWords(asked.trouble);
    if (!asked.ok) return false;
    const { person } = asked.value;
    this.list = (this.list ?? []).map((other) => (other.id === person.id ? person : other));
    return true;
  }

  /** What is looked for, as the query of an address. */
  #query(after: string | null): string {
    const asked = {
      search: this.search.trim(),
      role: this.role === 'any' ? '' : this.role,
      state: this.accountState === 'any' ? '' : this.accountState,
      after: after ?? '',
    };
    return Object.entries(asked)
      .filter(([, value]) => value !== '')
      .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
      .join('&');
  }

  async #load(query: string, before: readonly PersonEntry[]): Promise<void> {
    this.#asked += 1;
    const mine = this.#asked;
    this.busy = true;
    const asked = await call({
      method: 'GET',
      path: `/api/admin/users?${query}`,
      answer: peoplePage,
    });
    if (mine !== this.#asked) return;
    this.busy = false;
    this.trouble = asked.ok ? null : troubleWords(asked.trouble);
    if (!asked.ok) return;
    this.list = [...before, ...asked.value.people];
    this.next = asked.value.next;
  }
}
