/** How much JavaScript does the scan screen load, with an empty cache, before it can scan? */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { signIn, STUDENT } from '../e2e/kit/people.ts';
import { WEB_BUILD } from '../src/product.ts';
import { CAMERA_ASKED, installMarks, whenMarked } from './web-marks.ts';

export interface LoadedFile {
  readonly path: string;
  readonly gzBytes: number;
  /** As it came over the network, compressed as the server does it. */
  readonly transferredBytes: number;
}

export interface LoadedScripts {
  /** What the page's own thread runs. */
  readonly page: readonly LoadedFile[];
  /** The decoder's worker and its wasm, loaded beside. */
  readonly decoder: readonly LoadedFile[];
}

const GZIP_LEVEL = 9;

export async function loadedScripts(browser: Browser, origin: string): Promise<LoadedScripts> {
  // Without its service worker nothing is cached ahead: all that is counted came for this page.
  const context = await browser.newContext({ permissions: ['camera'], serviceWorkers: 'block' });
  try {
    await installMarks(context);
    await signIn(await context.newPage(), origin, STUDENT);
    const page = await context.newPage();
    const network = await context.newCDPSession(page);
    await network.send('Network.clearBrowserCache');
    await network.send('Network.setCacheDisabled', { cacheDisabled: true });
    const lengths = new Map<string, number>();
    page.on('response', (response) => {
      const { pathname } = new URL(response.url());
      if (!/\.(js|wasm)$/.test(pathname)) return;
      lengths.set(pathname, Number(response.headers()['content-length'] ?? 0));
    });
    const wasmLoaded = page.waitForResponse((response) => response.url().endsWith('.wasm'));
    await page.goto(`${origin}/student/scan`);
    await whenMarked(page, CAMERA_ASKED);
    await (await wasmLoaded).finished();
    const files = [...lengths].map(([path, transferredBytes]): LoadedFile => {
      const bytes = readFileSync(join(WEB_BUILD, path));
      return { path, gzBytes: gzipSync(bytes, { level: GZIP_LEVEL }).length, transferredBytes };
    });
    const workers = new Set(page.workers().map((worker) => new URL(worker.url()).pathname));
    const isDecoder = ({ path }: LoadedFile): boolean => workers.has(path) || path.endsWith('.wasm');
    return { page: files.filter((file) => !isDecoder(file)), decoder: files.filter(isDecoder) };
  } finally {
    await context.close();
  }
}
