/**
 * Work that is done while something else is waited for, a step in each turn of the event loop. @param step says whether
 * more is left @returns ends it
 */
export function inSteps(step: () => boolean): () => void {
  let isOver = false;
  const next = (): void => {
    if (!isOver && step()) setImmediate(next);
  };
  setImmediate(next);
  return () => {
    isOver = true;
  };
}
