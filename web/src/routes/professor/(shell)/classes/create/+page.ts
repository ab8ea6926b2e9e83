/** The older system's address, which would be read as that of a class. */
import { redirect } from '@sveltejs/kit';

export function load(): never {
  redirect(308, '/professor/classes/new');
}
