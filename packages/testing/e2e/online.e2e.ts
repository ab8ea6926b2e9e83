/** With a network: from the scan to the name on the professor's screen, by poke and pull, without a reload. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from '../src/chromium.ts';
import { film } from '../src/filming.ts';
import { endSession, namesHere, PROFESSOR, scanState, startAdHoc, STUDENT } from './kit/people.ts';
import { openStage } from './kit/stage.ts';
import type { Stage } from './kit/stage.ts';

describe.runIf(findChromium() !== null)('online', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage.close());

  test('[SES5] a scan lights up on the professor’s screen; ending is undone and nothing is lost', async () => {
    const [professor, student] = await Promise.all([stage.visitOnce(PROFESSOR), stage.visitOnce(STUDENT)]);
    const sessionId = await startAdHoc(professor.page);
    expect(await namesHere(professor.page)).toEqual([]);

    const filming = film(professor.page, stage.camera);
    expect(await scanState(student.page, ['present'])).toBe('present');
    await expect.poll(() => namesHere(professor.page), { timeout: 10_000 }).toHaveLength(1);
    await filming.stop();

    await endSession(professor.page);
    await professor.page.getByRole('button', { name: 'Undo' }).click();
    await professor.page.locator('[data-testid="code-svg"]').waitFor();
    expect(await namesHere(professor.page)).toHaveLength(1);
    await expect.poll(() => statusOf(stage, sessionId), { timeout: 10_000 }).toBe('active');
  });

  test('where WebAssembly is refused, the other decoder reads the code', async () => {
    const [professor, student] = await Promise.all([
      stage.visitOnce(PROFESSOR),
      stage.visitOnce('24cs004@acem.ac.in'),
    ]);
    await startAdHoc(professor.page);
    const filming = film(professor.page, stage.camera);
    await student.context.addInitScript(() => Reflect.deleteProperty(globalThis, 'WebAssembly'));
    await student.page.reload();
    expect(await student.page.evaluate(() => 'WebAssembly' in globalThis)).toBe(false);
    expect(await scanState(student.page, ['present'])).toBe('present');
    await filming.stop();
  });
});

async function statusOf({ product }: Stage, sessionId: string): Promise<unknown> {
  const { client } = product.server.deps.database;
  const { rows } = await client.execute({
    sql: 'SELECT status FROM sessions WHERE uuid = ?',
    args: [sessionId],
  });
  return rows[0]?.['status'];
}
