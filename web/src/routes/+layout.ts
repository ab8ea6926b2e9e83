/** Everything is rendered on the device: the app must open with no network at all. */
import { chosenTheme, showTheme } from '#lib/platform/theme.ts';

export const ssr = false;
export const prerender = false;

export function load(): void {
  showTheme(chosenTheme());
}
