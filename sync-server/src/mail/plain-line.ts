/** Words of people as part of a mail: one line of plain text, whatever they typed. */

/** Line ends and other controls would begin a header or a line of their own; overrides turn what follows around. */
const UNFIT = /[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]+/gu;
/** Letters as people count them: a cut never leaves half a face. */
const MAX_LETTERS = 200;
const letters = new Intl.Segmenter();

export function plainLine(text: string): string {
  const line = text.replaceAll(UNFIT, ' ').trim();
  const whole = Array.from(letters.segment(line), ({ segment }) => segment);
  return whole.length <= MAX_LETTERS ? line : `${whole.slice(0, MAX_LETTERS - 1).join('')}…`;
}
