/** Pages of the office say words that no phone needs. */
import { openWords } from '#lib/words/dictionary.ts';

export async function load(): Promise<void> {
  await openWords('staff');
}
