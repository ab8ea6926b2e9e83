/** How many inputs are tried? A share of them beside the other tests, all of them in `pnpm test:hostile`. */

export const ALL = process.env['HOSTILE'] === 'full';

/** Every n-th when only a share is wanted, always the same ones. */
export function share<T>(all: readonly T[], everyNth: number): readonly T[] {
  return ALL ? all : all.filter((_, index) => index % everyNth === 0);
}
