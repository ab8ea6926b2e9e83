/** Reads session and student of the address; anything else is an unknown address. */
import { error } from '@sveltejs/kit';
import { parseId } from '@hazri/domain';

interface Params {
  readonly id: string;
  readonly studentId: string;
}

export function load({ params }: { readonly params: Params }) {
  const sessionId = parseId<'session'>(params.id);
  const studentId = parseId<'user'>(params.studentId);
  if (sessionId === null || studentId === null) error(404);
  return { sessionId, studentId };
}
