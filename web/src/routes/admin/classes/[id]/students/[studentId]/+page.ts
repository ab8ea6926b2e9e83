/** Reads the ids of the address; anything else is an unknown address. */
import { error } from '@sveltejs/kit';
import { parseId } from '@hazri/domain';

interface Asked {
  readonly params: { readonly id: string; readonly studentId: string };
}

export function load({ params }: Asked) {
  const classId = parseId<'class'>(params.id);
  const studentId = parseId<'user'>(params.studentId);
  if (classId === null || studentId === null) error(404);
  return { classId, studentId };
}
