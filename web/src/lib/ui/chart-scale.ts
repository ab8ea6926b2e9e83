/** Where values stand in a chart: round steps on the axis, and bins for a distribution. */

/** Steps of 1, 2 or 5 × 10ⁿ from 0 to at least `most`, about `wanted` of them. */
export function axisSteps(most: number, wanted = 4): readonly number[] {
  if (!(most > 0)) return [0, 1];
  const rough = most / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const count = Math.ceil(most / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}

/** How many of `shares` (0 … 1) fall into each of `bins` equal parts; exactly 1 belongs to the last. */
export function distributionOf(shares: readonly number[], bins: number): readonly number[] {
  const counts = new Array<number>(bins).fill(0);
  for (const share of shares) {
    const bin = Math.min(bins - 1, Math.max(0, Math.floor(share * bins)));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}
