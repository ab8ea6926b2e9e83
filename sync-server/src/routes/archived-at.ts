/** When was something put away, after a change that may say so? */

/** @param archived as the change says; undefined leaves it as it is */
export function archivedAt(
  row: { readonly archivedAt: number | null },
  archived: boolean | undefined,
  now: number,
): number | null {
  if (archived === undefined) return row.archivedAt;
  return archived ? (row.archivedAt ?? now) : null;
}
