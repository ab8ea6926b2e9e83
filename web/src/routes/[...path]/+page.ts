/** Whatever no page answers to: an address of the older system, or none. */
import { error, redirect } from '@sveltejs/kit';
import { newAddress } from '#lib/features/old/old-addresses.ts';

export function load({ url }: { readonly url: URL }): never {
  const now = newAddress(url.pathname);
  if (now === null) error(404);
  redirect(308, now);
}
