/** Pages of staff say words that no other page needs. */
import { openWords } from '#lib/words/dictionary.ts';

export async function load(): Promise<void> {
  await openWords('staff');
}
