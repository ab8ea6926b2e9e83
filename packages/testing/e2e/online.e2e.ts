/** With a network: from the scan to the name on the professor's screen, by poke and pull, without a reload. */
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium, launchChromium } from '../src/chromium.ts';
import { createFakeCamera } from '../src/fake-camera.ts';
import type { FakeCamera } from '../src/fake-camera.ts';
import { startProduct } from '../src/product.ts';
import type { Product } from '../src/product.ts';
import { film } from './kit/filming.ts';
import { namesHere, PROFESSOR, readyOffline, scanState, signIn, startAdHoc, STUDENT } from './kit/people.ts';

describe.runIf(findChromium() !== null)('online', () => {
  let product: Product;
  let camera: FakeCamera;
  let browser: Browser;

  beforeAll(async () => {
    product = await startProduct();
    camera = createFakeCamera(join(product.tempDir('camera'), 'camera.y4m'));
    browser = await launchChromium({ cameraFile: camera.file });
  });
  afterAll(async () => {
    await browser.close();
    camera.close();
    await product.stop();
  });

  test('a scan lights up on the professor’s screen and the student reads the verdict', async () => {
    const [professor, student] = await Promise.all([browser.newPage(), browser.newPage()]);
    await Promise.all([
      signIn(professor, product.origin, PROFESSOR),
      signIn(student, product.origin, STUDENT),
    ]);
    await Promise.all([readyOffline(professor), readyOffline(student)]);
    await startAdHoc(professor);
    expect(await namesHere(professor)).toEqual([]);

    const filming = film(professor, camera);
    expect(await scanState(student, ['present'])).toBe('present');
    await expect.poll(() => namesHere(professor), { timeout: 10_000 }).toHaveLength(1);
    await filming.stop();
  });
});
