/** A fault that histories have found, with one that shows it. */
import type { Act, ActKind } from '../acts.ts';

export interface FoundFault {
  readonly rule: string;
  /** What the violation's message looks like, */
  readonly like: RegExp;
  /** and what the history must contain. */
  readonly within: (acts: readonly Act[]) => boolean;
  /** A history that shows it, cut to what it needs; the seed says who carries what and how the network behaves. */
  readonly seed: number;
  readonly acts: readonly Act[];
  /** Whether its phones are poked. */
  readonly isLive?: true;
  readonly why: string;
  readonly mended: boolean;
}

/** Whether a history has acts of all these kinds. */
export const has =
  (...kinds: readonly ActKind[]) =>
  (acts: readonly Act[]): boolean =>
    kinds.every((wanted) => acts.some(({ kind }) => kind === wanted));
