/** A running product, a browser and the camera that everybody in it holds. */
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchChromium } from '../../src/chromium.ts';
import { createFakeCamera } from '../../src/fake-camera.ts';
import type { FakeCamera } from '../../src/fake-camera.ts';
import { installMovableClock, moveClock } from '../../src/moved-clock.ts';
import { startProduct } from '../../src/product.ts';
import type { Product } from '../../src/product.ts';
import { film } from '../../src/filming.ts';
import { goOffline, readyOffline, scanState, signIn } from './people.ts';

export interface Person {
  readonly context: BrowserContext;
  readonly page: Page;
}

export interface Stage {
  readonly product: Product;
  readonly camera: FakeCamera;
  readonly browser: Browser;
  /** A phone of its own, signed in and ready offline. */
  visitOnce(email: string): Promise<Person>;
  /** So much time goes by for the server and these people, who have no network meanwhile: no clock is seen to jump. */
  passTime(ms: number, people: readonly Person[]): Promise<void>;
  close(): Promise<void>;
}

/**
 * @param stepSeconds rotation and expiry; short steps let a scan stop being live within a test's patience
 * @param environment further settings of the product
 */
export async function openStage(
  stepSeconds = 30,
  environment: Readonly<Record<string, string>> = {},
): Promise<Stage> {
  const product = await startProduct({
    QR_ROTATION_INTERVAL: String(stepSeconds),
    QR_EXPIRY_SECONDS: String(stepSeconds),
    ...environment,
  });
  const camera = createFakeCamera(join(product.tempDir('camera'), 'camera.y4m'));
  const browser = await launchChromium({ cameraFile: camera.file });
  let passedMs = 0;
  return {
    product,
    camera,
    browser,
    visitOnce: async (email) => {
      const context = await browser.newContext({ permissions: ['camera'] });
      await installMovableClock(context);
      const page = await context.newPage();
      await signIn(page, product.origin, email);
      await readyOffline(page);
      return { context, page };
    },
    passTime: async (ms, people) => {
      passedMs += ms;
      product.moveClock(passedMs);
      await Promise.all(people.map(({ page }) => moveClock(page, passedMs)));
    },
    close: async () => {
      await browser.close();
      camera.close();
      await product.stop();
    },
  };
}

/** A step's end and the 15 s of grace have passed (SCAN12): what was scanned is no longer live. */
export function untilNotLive(stepSeconds: number): Promise<void> {
  return new Promise((wake) => setTimeout(wake, notLiveAfterMs(stepSeconds)));
}

/** The same as a span for `passTime`. */
export function notLiveAfterMs(stepSeconds: number): number {
  return (stepSeconds + 16) * 1_000;
}

/** The student's phone loses its network, sees the professor's code and says "saved". */
export async function scanOffline(stage: Stage, professor: Person, student: Person): Promise<void> {
  await goOffline(student.context);
  const filming = film(professor.page, stage.camera);
  await scanState(student.page, ['saved']);
  await filming.stop();
}
