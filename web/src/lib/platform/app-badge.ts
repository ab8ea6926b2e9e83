/** The number on the app's icon: facts that this device still has to send (DEV5). Works in page and worker alike. */

/** Shows `count`, or nothing for 0. Where icons carry no badge, or the person forbade it, nothing happens. */
export async function showOnBadge(count: number): Promise<void> {
  try {
    if (!('setAppBadge' in navigator)) return;
    await (count > 0 ? navigator.setAppBadge(count) : navigator.clearAppBadge());
  } catch {
    // Not installed, or not allowed: the banner says the same.
  }
}
