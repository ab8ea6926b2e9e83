import { openWords } from '#lib/words/dictionary.ts';

export async function load(): Promise<void> {
  await openWords('entry');
}
