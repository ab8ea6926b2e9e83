/** Which Chromium the browser tests drive, and how it is started. */
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core';

const DEBIAN_CHROMIUM = '/usr/bin/chromium';

/** `CHROMIUM_PATH`, else Debian's, else Playwright's own; null when none is on this machine. */
export function findChromium(): string | null {
  const candidates = [process.env['CHROMIUM_PATH'], DEBIAN_CHROMIUM, chromium.executablePath()];
  return candidates.find((path) => path !== undefined && path !== '' && existsSync(path)) ?? null;
}

export const CHROMIUM_MISSING =
  'No Chromium found: the browser tests need one. Install it (Debian: apt-get install chromium) or set CHROMIUM_PATH.';

const BASE_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
];

export interface ChromiumOptions {
  /** Y4M file that the fake camera plays; without it there is no camera. */
  readonly cameraFile?: string;
  readonly flags?: readonly string[];
}

function launchOptions(options: ChromiumOptions) {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error(CHROMIUM_MISSING);
  const camera =
    options.cameraFile === undefined
      ? []
      : [
          '--use-fake-ui-for-media-stream',
          '--use-fake-device-for-media-stream',
          `--use-file-for-fake-video-capture=${options.cameraFile}`,
        ];
  return { executablePath, args: [...BASE_FLAGS, ...camera, ...(options.flags ?? [])] };
}

export function launchChromium(options: ChromiumOptions = {}): Promise<Browser> {
  return chromium.launch(launchOptions(options));
}

/** A browser with a profile on disk, which survives `kill -9` of its process as a real phone's does. */
export function launchProfile(
  userDataDir: string,
  options: ChromiumOptions & { readonly context?: BrowserContextOptions } = {},
): Promise<BrowserContext> {
  return chromium.launchPersistentContext(userDataDir, { ...launchOptions(options), ...options.context });
}
