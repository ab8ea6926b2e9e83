/** May this origin's storage be evicted, and how full is it? (DEV5) */

/** Asks the browser to keep our storage; true when it will. Safe to ask again and again. */
export async function keepStorage(): Promise<boolean> {
  try {
    return (await navigator.storage.persisted()) || (await navigator.storage.persist());
  } catch {
    return false;
  }
}
