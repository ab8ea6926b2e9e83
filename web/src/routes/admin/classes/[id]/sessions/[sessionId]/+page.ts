/** Reads the ids of the address; anything else is an unknown address. */
import { error } from '@sveltejs/kit';
import { parseId } from '@hazri/domain';

interface Asked {
  readonly params: { readonly id: string; readonly sessionId: string };
}

export function load({ params }: Asked) {
  const classId = parseId<'class'>(params.id);
  const sessionId = parseId<'session'>(params.sessionId);
  if (classId === null || sessionId === null) error(404);
  return { classId, sessionId };
}
