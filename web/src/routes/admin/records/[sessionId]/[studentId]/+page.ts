/** Reads the ids of the address; anything else is an unknown address. */
import { error } from '@sveltejs/kit';
import { parseId } from '@hazri/domain';

interface Asked {
  readonly params: { readonly sessionId: string; readonly studentId: string };
}

export function load({ params }: Asked) {
  const sessionId = parseId<'session'>(params.sessionId);
  const studentId = parseId<'user'>(params.studentId);
  if (sessionId === null || studentId === null) error(404);
  return { sessionId, studentId };
}
