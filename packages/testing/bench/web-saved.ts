/** How long does a student wait from the reading that was enough to "saved", with no network? */
import { randomBytes } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { codeLink, DEFAULT_POLICY, encodeToken, sessionRef, stepStartAt, uuidv7 } from '@hazri/domain';
import { pictureOf } from '../e2e/kit/pictures.ts';
import { goOffline, readyOffline, signIn, STUDENT } from '../e2e/kit/people.ts';
import type { FakeCamera } from '../src/fake-camera.ts';
import { clearMarks, installMarks, markedAt, READ, SAVED, SAVED_SHOWN, whenMarked } from './web-marks.ts';

export interface SavedScan {
  readonly readToDurableMs: number;
  readonly readToShownMs: number;
}

/** Long enough for the camera to catch the first picture before the second. */
const FRAME_SHOWN_MS = 500;

export async function savedScans(
  browser: Browser,
  origin: string,
  camera: FakeCamera,
  runs: number,
): Promise<readonly SavedScan[]> {
  const context = await browser.newContext({ permissions: ['camera'] });
  try {
    await installMarks(context);
    const page = await context.newPage();
    await signIn(page, origin, STUDENT);
    await readyOffline(page);
    await goOffline(context);
    const scans: SavedScan[] = [];
    for (let run = 0; run < runs; run += 1) scans.push(await savedScan(page, origin, camera));
    return scans;
  } finally {
    await context.close();
  }
}

async function savedScan(page: Page, origin: string, camera: FakeCamera): Promise<SavedScan> {
  const pictures = await Promise.all(framesOfNewSession(origin).map(pictureOf));
  await page.locator('video').waitFor();
  await clearMarks(page);
  for (const picture of pictures) {
    camera.show(picture);
    await new Promise((wake) => setTimeout(wake, FRAME_SHOWN_MS));
  }
  const shownAt = await whenMarked(page, SAVED_SHOWN);
  const readAt = await markedAt(page, READ);
  const savedAt = await markedAt(page, SAVED);
  if (readAt === null || savedAt === null) throw new Error(`the build lacks the marks ${READ} and ${SAVED}`);
  camera.showNothing();
  await page.getByRole('button', { name: 'Scan another code' }).click();
  return { readToDurableMs: savedAt - readAt, readToShownMs: shownAt - readAt };
}

/** Two frames that a phone without network takes as genuine: only the server can check their MACs. */
function framesOfNewSession(origin: string): readonly string[] {
  const now = Date.now();
  const shown = {
    kid: randomBytes(4).readUInt32BE(),
    ref: sessionRef(uuidv7(now, randomBytes(10))),
    stepStart: stepStartAt(now, DEFAULT_POLICY.rotationMs),
    nonce: randomBytes(4).toString('hex'),
  };
  return [0, 1].map((frame) => codeLink(origin, encodeToken({ ...shown, frame }, randomBytes(32))));
}
