/** A browser that just started, no network: how long from opening the app to asking for the camera? */
import { goOffline, readyOffline, signIn, STUDENT } from '../e2e/kit/people.ts';
import { launchProfile } from '../src/chromium.ts';
import { CAMERA_ASKED, installMarks, whenMarked } from './web-marks.ts';

export interface ColdStart {
  readonly origin: string;
  /** Where the browser keeps what it knows; empty at first. */
  readonly profileDir: string;
  readonly cameraFile: string;
  readonly runs: number;
}

/** @returns milliseconds of each run, from `goto` to the call of `getUserMedia` */
export async function coldOfflineStarts(wanted: ColdStart): Promise<readonly number[]> {
  await becomeReady(wanted);
  const startsMs: number[] = [];
  for (let run = 0; run < wanted.runs; run += 1) startsMs.push(await coldOfflineStart(wanted));
  return startsMs;
}

async function becomeReady({ origin, profileDir, cameraFile }: ColdStart): Promise<void> {
  const context = await launchProfile(profileDir, { cameraFile, context: { permissions: ['camera'] } });
  const page = await context.newPage();
  await signIn(page, origin, STUDENT);
  await readyOffline(page);
  await context.close();
}

async function coldOfflineStart({ origin, profileDir, cameraFile }: ColdStart): Promise<number> {
  const context = await launchProfile(profileDir, { cameraFile, context: { permissions: ['camera'] } });
  try {
    await installMarks(context);
    await goOffline(context);
    const page = await context.newPage();
    const startedAt = performance.timeOrigin + performance.now();
    await page.goto(`${origin}/student/scan`);
    return (await whenMarked(page, CAMERA_ASKED)) - startedAt;
  } finally {
    await context.close();
  }
}
