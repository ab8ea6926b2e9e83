/** An import that was asked for in this tab and isn't answered yet: whoever loads the page anew in between is told of it. */
import type { ClassId } from '@hazri/domain';

const keyOf = (classId: ClassId) => `hazri-import:${classId}`;

export interface BegunImport {
  readonly fileName: string;
  /** Imports of the class that were known before: another one is this. */
  readonly before: readonly string[];
}

export function noteBegun(classId: ClassId, begun: BegunImport): void {
  try {
    sessionStorage.setItem(keyOf(classId), JSON.stringify(begun));
  } catch {
    // No storage: the import is found all the same once it is listed.
  }
}

export function begunImport(classId: ClassId): BegunImport | null {
  try {
    return parseBegun(JSON.parse(sessionStorage.getItem(keyOf(classId)) ?? 'null'));
  } catch {
    return null;
  }
}

export function forgetBegun(classId: ClassId): void {
  try {
    sessionStorage.removeItem(keyOf(classId));
  } catch {
    // Nothing was noted.
  }
}

function parseBegun(value: unknown): BegunImport | null {
  if (typeof value !== 'object' || value === null || !('fileName' in value) || !('before' in value))
    return null;
  const { fileName, before } = value;
  if (typeof fileName !== 'string' || !Array.isArray(before)) return null;
  return { fileName, before: before.filter((id) => typeof id === 'string') };
}
