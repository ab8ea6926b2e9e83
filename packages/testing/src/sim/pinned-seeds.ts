/** Histories that found a fault once, each with what it was: they stay, whatever else a sweep tries. */

export interface PinnedSeed {
  readonly seed: number;
  /** Numbers of the acts it needs; all when empty. */
  readonly only: readonly number[];
  readonly why: string;
}

export const PINNED: readonly PinnedSeed[] = [];
