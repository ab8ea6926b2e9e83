import { afterEach, expect, it, vi } from 'vitest';
import { showOnBadge } from './app-badge.ts';

afterEach(() => vi.unstubAllGlobals());

it('[DEV5] shows how many facts wait, and takes the badge away when none does', async () => {
  const setAppBadge = vi.fn(() => Promise.resolve());
  const clearAppBadge = vi.fn(() => Promise.resolve());
  vi.stubGlobal('navigator', { setAppBadge, clearAppBadge });
  await showOnBadge(3);
  expect(setAppBadge).toHaveBeenLastCalledWith(3);
  expect(clearAppBadge).not.toHaveBeenCalled();
  await showOnBadge(0);
  expect(setAppBadge).toHaveBeenCalledTimes(1);
  expect(clearAppBadge).toHaveBeenCalledTimes(1);
});

it('[DEV5] does without where there is none, or it is refused', async () => {
  vi.stubGlobal('navigator', {});
  await showOnBadge(3);
  vi.stubGlobal('navigator', {
    setAppBadge: () => Promise.reject(new DOMException('no', 'NotAllowedError')),
  });
  await expect(showOnBadge(3)).resolves.toBeUndefined();
});
