/** Reads the session id of the address; anything else is an unknown address. */
import { error } from '@sveltejs/kit';
import { parseId } from '@hazri/domain';

export function load({ params }: { readonly params: { readonly id: string } }) {
  const sessionId = parseId<'session'>(params.id);
  if (sessionId === null) error(404);
  return { sessionId };
}
