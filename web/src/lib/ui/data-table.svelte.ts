/** The behaviour of DataTable: order, the rows that are drawn, and which are chosen. */
import { tick } from 'svelte';
import { everyOne, extended, NONE, toggled } from './table-selection.ts';
import { windowOf } from './table-window.ts';

export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  /** What stands in the cell, unless the table is given a `cell`. */
  readonly text: (row: Row) => string;
  /** Present where the table can be ordered by this column: ascending. */
  readonly compare?: (a: Row, b: Row) => number;
  /** Digits under digits, at the end of the cell. */
  readonly numeric?: boolean;
  /** On phones it has a line of its own, and wraps: a sentence. */
  readonly ownLine?: boolean;
  /** Share of the width beside the other columns; 1 if absent. */
  readonly share?: number;
}

interface Given<Row> {
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly keyOf: (row: Row) => string;
  /** Every row is drawn, however many. */
  readonly whole: boolean;
  selected: ReadonlySet<string>;
}

/** Until the first row has been measured. */
const GUESSED_ROW_PX = 52;
/** Before the table knows where it stands. */
const FIRST_ROWS = 40;

export class TableState<Row> {
  order = $state.raw<{ readonly key: string; readonly descending: boolean } | null>(null);
  rowPx = $state(GUESSED_ROW_PX);
  readonly #given: Given<Row>;
  #range = $state.raw({ from: 0, to: FIRST_ROWS });
  #anchor: string | null = null;

  constructor(given: Given<Row>) {
    this.#given = given;
  }

  readonly ordered = $derived.by(() => {
    const { rows, columns } = this.#given;
    const compare = columns.find(({ key }) => key === this.order?.key)?.compare;
    if (compare === undefined) return rows;
    const sign = this.order?.descending === true ? -1 : 1;
    return rows.toSorted((a, b) => sign * compare(a, b));
  });
  readonly keys = $derived.by(() => this.ordered.map((row) => this.#given.keyOf(row)));
  readonly drawn = $derived.by(() => {
    if (this.#given.whole) return { from: 0, to: this.ordered.length, rows: this.ordered };
    const to = Math.min(this.#range.to, this.ordered.length);
    const from = Math.min(this.#range.from, to);
    return { from, to, rows: this.ordered.slice(from, to) };
  });
  readonly chosen = $derived.by(() => this.keys.filter((key) => this.#given.selected.has(key)).length);

  /** Ascending, then descending, then as given. */
  orderBy(key: string): void {
    if (this.order?.key !== key) this.order = { key, descending: false };
    else this.order = this.order.descending ? null : { key, descending: true };
  }

  /** Looks where the body of the table stands now. */
  look(body: HTMLElement): void {
    const firstRow = body.querySelector<HTMLElement>('[data-index]');
    if (firstRow !== null && firstRow.offsetHeight > 0) this.rowPx = firstRow.offsetHeight;
    this.#range = windowOf({
      topPx: body.getBoundingClientRect().top,
      screenPx: innerHeight,
      rowPx: this.rowPx,
      count: this.ordered.length,
    });
  }

  choose(key: string, range: boolean): void {
    const { selected } = this.#given;
    this.#given.selected = range ? extended(selected, this.keys, this.#anchor, key) : toggled(selected, key);
    this.#anchor = key;
  }

  chooseAll(all: boolean): void {
    this.#given.selected = all ? everyOne(this.keys) : NONE;
  }

  /** Arrow keys walk the rows' checkboxes, with Shift they choose on the way; Ctrl or ⌘ with A chooses all. */
  async walk(event: KeyboardEvent, index: number, body: HTMLElement): Promise<void> {
    if (event.key === 'a' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.chooseAll(true);
    }
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const key = this.keys[index + step];
    if (step === 0 || key === undefined) return;
    event.preventDefault();
    if (event.shiftKey) {
      this.#anchor = this.keys[index] ?? null;
      this.choose(key, true);
    }
    await tick();
    body.querySelector<HTMLElement>(`[data-index="${index + step}"] input`)?.focus();
  }
}
