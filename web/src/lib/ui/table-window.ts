/** Which rows of a long table are drawn: those on the screen and some around them. */
export interface RowWindow {
  readonly from: number;
  /** One past the last. */
  readonly to: number;
}

/** Drawn above and below what is seen, so that arrow keys and fast thumbs find a row there. */
export const OVERSCAN_ROWS = 10;

interface Sight {
  /** Where the first row begins, in px below the top of the screen; negative once it is scrolled past. */
  readonly topPx: number;
  readonly screenPx: number;
  readonly rowPx: number;
  readonly count: number;
}

export function windowOf({ topPx, screenPx, rowPx, count }: Sight): RowWindow {
  const first = Math.floor(-topPx / rowPx) - OVERSCAN_ROWS;
  const last = Math.ceil((screenPx - topPx) / rowPx) + OVERSCAN_ROWS;
  const from = Math.max(0, Math.min(first, count));
  return { from, to: Math.max(from, Math.min(last, count)) };
}
