/** The words of staff: mostly they open receipts. */
import { openWords } from '#lib/words/dictionary.ts';

export async function load() {
  await openWords('staff');
}
