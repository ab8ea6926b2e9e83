/** With a network: from the scan to the name on the professor's screen, by poke and pull, without a reload. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from '../src/chromium.ts';
import { film } from '../src/filming.ts';
import { namesHere, PROFESSOR, scanState, startAdHoc, STUDENT } from './kit/people.ts';
import { openStage } from './kit/stage.ts';
import type { Stage } from './kit/stage.ts';

describe.runIf(findChromium() !== null)('online', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage.close());

  test('a scan lights up on the professor’s screen and the student reads the verdict', async () => {
    const [professor, student] = await Promise.all([stage.visitOnce(PROFESSOR), stage.visitOnce(STUDENT)]);
    await startAdHoc(professor.page);
    expect(await namesHere(professor.page)).toEqual([]);

    const filming = film(professor.page, stage.camera);
    expect(await scanState(student.page, ['present'])).toBe('present');
    await expect.poll(() => namesHere(professor.page), { timeout: 10_000 }).toHaveLength(1);
    await filming.stop();
  });
});
