/** Everything is rendered on the device: the app must open with no network at all. */
import { chosenTheme, showTheme } from '#lib/platform/theme.ts';
import { layers } from '#lib/ui/layers.ts';
import { openWords } from '#lib/words/dictionary.ts';
import { spoken } from '#lib/words/spoken.svelte.ts';

export const ssr = false;
export const prerender = false;

// Asked for beside the words, not after them: every page opens the device next.
void import('#lib/device/device.ts');

export async function load(): Promise<void> {
  layers();
  showTheme(chosenTheme());
  await spoken.start();
  await openWords('everyone');
}
