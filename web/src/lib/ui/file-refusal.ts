/** Why a file that was dropped is not taken: the browser's `accept` is advice only, and absent when dropping. */
export type FileRefusal = 'ending' | 'large' | 'empty';

/** @param accept endings such as `.csv,.xlsx` */
export function refusalOf(
  file: { readonly name: string; readonly size: number },
  accept: string,
  maxBytes: number,
): FileRefusal | null {
  const name = file.name.toLowerCase();
  if (!accept.split(',').some((ending) => name.endsWith(ending.trim().toLowerCase()))) return 'ending';
  if (file.size === 0) return 'empty';
  return file.size > maxBytes ? 'large' : null;
}
