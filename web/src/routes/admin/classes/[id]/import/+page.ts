/** Reads the class id of the address; anything else is an unknown address. */
import { error } from '@sveltejs/kit';
import { parseId } from '@hazri/domain';

export function load({ params }: { readonly params: { readonly id: string } }) {
  const classId = parseId<'class'>(params.id);
  if (classId === null) error(404);
  return { classId };
}
