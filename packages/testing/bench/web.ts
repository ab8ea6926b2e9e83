/**
 * What does the app cost the phone it runs on? `pnpm build && pnpm bench:web [--json] [--write]`
 *
 * In Chromium, on the built app: JavaScript of the scan screen, a cold start with no network, the wait from the
 * reading that was enough to "saved", and the code's size in modules. Times are those of this machine.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser } from 'playwright-core';
import { PROFESSOR, readyOffline, shownLink, signIn, startAdHoc } from '../e2e/kit/people.ts';
import { launchChromium } from '../src/chromium.ts';
import { createFakeCamera } from '../src/fake-camera.ts';
import { startProduct } from '../src/product.ts';
import { coldOfflineStarts } from './web-cold-start.ts';
import { writeWebPart } from './performance-page.ts';
import { reportOf, webTable } from './web-report.ts';
import type { ShownCode } from './web-report.ts';
import { savedScans } from './web-saved.ts';
import { loadedScripts } from './web-scripts.ts';

const COLD_STARTS = 5;
const SCANS = 12;
/** A run takes about a minute; one that hangs ends here. */
const END_WITHIN_MS = 5 * 60_000;

const { values: options } = parseArgs({
  options: { json: { type: 'boolean', default: false }, write: { type: 'boolean', default: false } },
});
const product = await startProduct();
const camera = createFakeCamera(join(product.tempDir('camera'), 'camera.y4m'));
const browser = await launchChromium({ cameraFile: camera.file });
const deadline = setTimeout(() => {
  process.stderr.write('bench:web took too long\n');
  void browser.close();
}, END_WITHIN_MS);
try {
  const { origin } = product;
  const profileDir = product.tempDir('profile');
  const report = reportOf({
    scripts: await loadedScripts(browser, origin),
    coldStartsMs: await coldOfflineStarts({ origin, profileDir, cameraFile: camera.file, runs: COLD_STARTS }),
    scans: await savedScans(browser, origin, camera, SCANS),
    code: await shownCode(browser, origin),
  });
  if (options.write) await writeWebPart(report);
  if (!options.json) console.log(`${webTable(report)}\n`);
  console.log(JSON.stringify(report, null, options.json ? 2 : 0));
} finally {
  clearTimeout(deadline);
  await browser.close();
  camera.close();
  await product.stop();
}

/** The code on a professor's screen. */
async function shownCode(on: Browser, origin: string): Promise<ShownCode> {
  const context = await on.newContext();
  const page = await context.newPage();
  await signIn(page, origin, PROFESSOR);
  await readyOffline(page);
  await startAdHoc(page);
  const link = await shownLink(page);
  const modules = await page.locator('[data-testid="code-svg"]').getAttribute('data-modules');
  await context.close();
  return { host: new URL(link).host, modules: Number(modules) };
}
