/** What the server answered for a range of dates; an answer that comes late for another range is dropped. */
import type { Asked, Trouble } from '../../api/call.ts';
import type { ReportRange } from './report-range.ts';

export interface Answered<T> {
  readonly value: T;
  /** What it tells of. */
  readonly range: ReportRange;
  /** When it came, epoch ms. */
  readonly at: number;
}

export class RangedAnswer<T> {
  /** Of the last range that was answered; null before the first answer. */
  answered = $state.raw<Answered<T> | null>(null);
  trouble = $state.raw<Trouble | null>(null);
  asking = $state(false);
  readonly #ask: (range: ReportRange) => Promise<Asked<T>>;
  readonly #now: () => number;
  #turn = 0;

  constructor(ask: (range: ReportRange) => Promise<Asked<T>>, now: () => number) {
    this.#ask = ask;
    this.#now = now;
  }

  async ask(range: ReportRange): Promise<void> {
    const turn = (this.#turn += 1);
    this.asking = true;
    const asked = await this.#ask(range);
    if (turn !== this.#turn) return;
    this.asking = false;
    if (asked.ok) this.answered = { value: asked.value, range, at: this.#now() };
    this.trouble = asked.ok ? null : asked.trouble;
  }
}
