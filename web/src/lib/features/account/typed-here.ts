/** What somebody typed or chose on this page and would have to type again after a reload. */

/** Nobody mourns what was searched for. */
const OF_NO_WEIGHT = 'input[type="search"]';
/** Fields that were touched; those of a page that was left go with it. */
const touched = new Set<HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>();

/** Begins to notice; the returned function ends it. */
export function noteTyping(): () => void {
  const listening = new AbortController();
  document.addEventListener(
    'input',
    ({ target }) => {
      for (const field of touched) if (!field.isConnected) touched.delete(field);
      if (isField(target) && !target.matches(OF_NO_WEIGHT)) touched.add(target);
    },
    { capture: true, signal: listening.signal },
  );
  return () => listening.abort();
}

export function isTypedHere(): boolean {
  return [...touched].some((field) => field.isConnected && field.value !== '');
}

function isField(
  target: EventTarget | null,
): target is HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement {
  return (
    target instanceof HTMLInputElement ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement
  );
}
