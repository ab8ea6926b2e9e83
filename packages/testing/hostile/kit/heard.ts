/** What a test heard and how much it tried, for the summary that `pnpm test:hostile --json` writes. */

/** Distinct answers of one test that are kept: fuzzing hears few different ones. */
const MAX_ANSWERS = 40;

const answers = new Set<string>();
const inputs = new Map<string, number>();

/** @param answer `413 body_too_large`, `accepted`, `rejected token_bad_mac` */
export function heard(answer: string): void {
  if (answers.size < MAX_ANSWERS) answers.add(answer);
}

/** @param kind such as `token.altered` */
export function tried(kind: string, count = 1): void {
  inputs.set(kind, (inputs.get(kind) ?? 0) + count);
}

export interface Heard {
  readonly answers: readonly string[];
  readonly inputs: Readonly<Record<string, number>>;
}

/** Since it was asked last. */
export function takeHeard(): Heard {
  const taken = { answers: [...answers].toSorted(), inputs: Object.fromEntries(inputs) };
  answers.clear();
  inputs.clear();
  return taken;
}

declare module 'vitest' {
  interface TaskMeta {
    heard?: Heard;
  }
}
