/** Keeps the screen awake while a code is shown, again after the page was hidden; a refusal is no fault. */
export function keepAwake(): () => void {
  let lock: WakeLockSentinel | null = null;
  let wanted = true;

  const isWanted = (): boolean => wanted;
  const take = async (): Promise<void> => {
    if (!wanted || document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
    try {
      const taken = await navigator.wakeLock.request('screen');
      if (isWanted()) lock = taken;
      else await taken.release();
    } catch {
      // Low battery or no permission: the code stays readable, the screen may dim.
    }
  };
  const onVisible = (): void => void take();
  document.addEventListener('visibilitychange', onVisible);
  void take();

  return () => {
    wanted = false;
    document.removeEventListener('visibilitychange', onVisible);
    void lock?.release();
  };
}
