/** Tables that leave as CSV: downloads of the server and of the app alike (RFC 4180, as Excel reads it). */

/** Tells Excel that the text is UTF-8. */
export const CSV_START = '\ufeff';

/** A spreadsheet would take these for the beginning of a formula; the wide forms are theirs too, in East Asia. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/** @returns the text with a mark before it that keeps a spreadsheet from working it out */
export function inertCell(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

/** One line with its end. Every cell of `cells` is text of people and made inert. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => quoted(inertCell(cell))).join(',')}\r\n`;
}

function quoted(text: string): string {
  return /[",;\r\n\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
