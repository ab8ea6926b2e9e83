/** Is the page being laid out for paper? Browsers say so just before they do, so that more can be drawn by then. */
import { flushSync } from 'svelte';
import { on } from 'svelte/events';
import { MediaQuery } from 'svelte/reactivity';

/** Call while a component is set up. */
export function printing(): { readonly now: boolean } {
  const paper = new MediaQuery('print');
  let begun = $state(false);
  const print = (now: boolean) => () => flushSync(() => (begun = now));
  $effect(() => {
    const off = [on(window, 'beforeprint', print(true)), on(window, 'afterprint', print(false))];
    return () => off.forEach((stop) => stop());
  });
  return {
    get now() {
      return begun || paper.current;
    },
  };
}
