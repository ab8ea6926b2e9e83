/** Is a class taught still? */
import type { ClassRow } from '../live/records.ts';

/** Rows of older servers don't say; classes there are never put away. */
export function isInUse({ archivedAt }: Pick<ClassRow, 'archivedAt'>): boolean {
  return archivedAt === null || archivedAt === undefined;
}
