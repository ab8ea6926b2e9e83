/** How long does a phone's storage take nothing? */
import type { ActOf } from './acts.ts';
import type { Access } from './refusing-store.ts';
import type { VirtualTime } from './virtual-time.ts';

export class PhoneStorage {
  readonly #time: VirtualTime;
  readonly #engines: 1 | 2;
  #fullUntil = 0;
  #journalFullUntil = 0;
  #isReadable = false;

  constructor(time: VirtualTime, engines: 1 | 2) {
    this.#time = time;
    this.#engines = engines;
  }

  get isFull(): boolean {
    return this.#time.now() < this.#fullUntil;
  }

  get isJournalFull(): boolean {
    return this.#time.now() < this.#journalFullUntil;
  }

  refuses(access: Access): boolean {
    return this.isFull && !(access === 'read' && this.#isReadable);
  }

  /** Nothing can be written to the database, perhaps nothing read, perhaps not to the journal either, until then. */
  fill({ forMs, withJournal, readable = false }: ActOf<'storage_full'>): void {
    const until = this.#time.now() + forMs;
    this.#fullUntil = until;
    // A service worker that can read doesn't know what its page's memory holds: see docs/reliability.md, limits.
    this.#isReadable = readable && this.#engines === 1;
    if (withJournal) this.#journalFullUntil = until;
  }

  empty(): void {
    this.#fullUntil = 0;
    this.#journalFullUntil = 0;
  }
}
