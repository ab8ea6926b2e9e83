/** A list of the server's that is searched and read a page at a time. */
import type { Asked, Trouble } from '../../api/call.ts';

interface Page<Item> {
  readonly items: readonly Item[];
  /** Where the next page begins; null at the end. */
  readonly next: string | null;
}

/** Typing pauses this long before it is searched for. */
const PAUSE_MS = 250;

export class Paged<Item> {
  /** null before the first answer. */
  list = $state.raw<readonly Item[] | null>(null);
  next = $state.raw<string | null>(null);
  busy = $state(false);
  trouble = $state.raw<Trouble | null>(null);
  readonly #read: (query: string) => Promise<Asked<Page<Item>>>;
  readonly #cursor: string;
  #query: Readonly<Record<string, string>> = {};
  /** Counts questions: an answer to an older one is dropped. */
  #asked = 0;

  /** @param cursor what the query calls the place where a page begins */
  constructor(cursor: string, read: (query: string) => Promise<Asked<Page<Item>>>) {
    this.#cursor = cursor;
    this.#read = read;
  }

  /** Asks anew for what is looked for now; empty values are left out. Call it in an effect. */
  follow(query: Readonly<Record<string, string>>): () => void {
    this.#query = query;
    const timer = setTimeout(() => void this.#load(null), this.#asked === 0 ? 0 : PAUSE_MS);
    return () => clearTimeout(timer);
  }

  again(): Promise<void> {
    return this.#load(null);
  }

  more(): Promise<void> {
    return this.#load(this.next);
  }

  async #load(from: string | null): Promise<void> {
    this.#asked += 1;
    const mine = this.#asked;
    const query = { ...this.#query, [this.#cursor]: from ?? '' };
    this.busy = true;
    const asked = await this.#read(
      Object.entries(query)
        .filter(([, value]) => value !== '')
        .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
        .join('&'),
    );
    if (mine !== this.#asked) return;
    this.busy = false;
    this.trouble = asked.ok ? null : asked.trouble;
    if (!asked.ok) return;
    this.list = from === null ? asked.value.items : [...(this.list ?? []), ...asked.value.items];
    this.next = asked.value.next;
  }
}
