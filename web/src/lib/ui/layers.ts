/**
 * Back closes what lies over the page (a dialog, a menu, a list to choose from) and leaves the page alone: every open
 * layer has one entry in the browser's history, and no entry outlives its layer. ADR 0023.
 *
 * Kit doesn't see these entries: each is a copy of the page's own, and Kit ignores a way between two entries of one index.
 */
import { tick } from 'svelte';

/** In `history.state`: how many layers lie over the page at this entry. */
const DEPTH = 'hazri.layers';
/** A way back that hasn't arrived by then never will: the entries it led to are gone. */
const MAX_TRAVEL_MS = 1_000;

interface Layer {
  /** Asks it to close, as its own button does. One that stays open gets its entry back. */
  readonly close: () => void;
}

class Layers {
  #open: readonly Layer[] = [];
  /** Present on the way to another entry by our own wish, not by Back or Forward. */
  #travel: ReturnType<typeof setTimeout> | undefined;
  /** Leaves the page, as soon as it has no entries of layers. */
  #leave: (() => void) | null = null;

  constructor() {
    addEventListener('popstate', () => {
      if (this.#travel === undefined) this.#closeAbove(this.#depth());
      this.#arrive();
    });
    // Kept by the browser on the way to another site, and shown again.
    addEventListener('pageshow', ({ persisted }) => {
      if (persisted) this.#arrive();
    });
    // Loaded anew with layers open: nothing is open any more.
    if (this.#depth() > 0) this.#goBack(this.#depth());
  }

  /** @returns says that the layer is gone */
  add(close: () => void): () => void {
    const layer = { close };
    this.#open = [...this.#open, layer];
    void this.settle();
    return () => {
      this.#open = this.#open.filter((other) => other !== layer);
      void this.settle();
    };
  }

  /**
   * Before another page is pushed: entries of layers beneath it would be stops on the way back where nothing happens.
   * @returns whether the page can't be left yet; then everything is closed first, and `leave` is called after it
   */
  holdsBack(leave: () => void): boolean {
    if (this.#depth() === 0 && this.#travel === undefined) return false;
    this.#leave = leave;
    this.#closeAbove(0);
    void this.settle();
    return true;
  }

  /** Makes the history fit what is open. */
  async settle(): Promise<void> {
    // One layer that makes way for another keeps the entry.
    await tick();
    if (this.#travel !== undefined) return;
    const depth = this.#depth();
    const wanted = this.#leave === null ? this.#open.length : 0;
    if (depth > wanted) {
      this.#goBack(depth - wanted);
    } else if (this.#leave !== null) {
      const leave = this.#leave;
      this.#leave = null;
      leave();
    } else {
      for (let above = depth + 1; above <= wanted; above += 1) {
        history.pushState({ ...this.#state(), [DEPTH]: above }, '');
      }
    }
  }

  #goBack(entries: number): void {
    this.#travel = setTimeout(() => {
      history.replaceState({ ...this.#state(), [DEPTH]: 0 }, '');
      this.#arrive();
    }, MAX_TRAVEL_MS);
    history.go(-entries);
  }

  #arrive(): void {
    clearTimeout(this.#travel);
    this.#travel = undefined;
    void this.settle();
  }

  #closeAbove(depth: number): void {
    for (const { close } of this.#open.slice(depth).toReversed()) close();
  }

  #state(): object {
    const state: unknown = history.state;
    return typeof state === 'object' && state !== null ? state : {};
  }

  #depth(): number {
    const state = this.#state();
    return DEPTH in state && typeof state[DEPTH] === 'number' ? state[DEPTH] : 0;
  }
}

let ofThisPage: Layers | undefined;

/** Those of this page. First asked for before Kit starts, which writes over what `history.state` was before a reload. */
export function layers(): Layers {
  ofThisPage ??= new Layers();
  return ofThisPage;
}

/** In an `$effect`: a layer for as long as `open` is true. */
export function layerWhile(open: boolean, close: () => void): (() => void) | undefined {
  return open ? layers().add(close) : undefined;
}
