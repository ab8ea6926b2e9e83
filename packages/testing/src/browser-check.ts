/** Before browser tests: without a Chromium they are skipped loudly, and on CI that is a failure. */
import { CHROMIUM_MISSING, findChromium } from './chromium.ts';

export default function checkBrowser(): void {
  if (findChromium() !== null) return;
  if (process.env['CI'] !== undefined && process.env['CI'] !== '') throw new Error(CHROMIUM_MISSING);
  const line = '#'.repeat(100);
  process.stderr.write(`\n${line}\n# BROWSER TESTS SKIPPED. ${CHROMIUM_MISSING}\n${line}\n\n`);
}
