/** While something runs that a reload would disturb (a scan, a code on the screen), updates wait. */
let holders = 0;
const listeners = new Set<() => void>();

/** Holds updates back until the returned function is called. */
export function holdUpdates(): () => void {
  holders += 1;
  tell();
  return () => {
    holders -= 1;
    tell();
  };
}

export function updatesHeld(): boolean {
  return holders > 0;
}

export function onHoldChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(): void {
  for (const listener of listeners) listener();
}
