/** After one visit every screen opens and reloads with no network, and nothing was ever asked of another origin. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from '../src/chromium.ts';
import { STOPS } from '../src/tour.ts';
import { goOffline, PROFESSOR, readyOffline, STUDENT } from './kit/people.ts';
import { openStage } from './kit/stage.ts';
import type { Person, Stage } from './kit/stage.ts';

/** What needs a camera picture of a code is played elsewhere; who isn't signed in has not visited. */
const OFFLINE_STOPS = STOPS.filter(
  ({ who, filmed, online, scanned }) =>
    who !== 'nobody' && filmed !== true && online !== true && scanned !== true,
);

describe.runIf(findChromium() !== null)('with no network', () => {
  let stage: Stage;
  let people: Readonly<Record<'professor' | 'student', Person>>;
  const strangers: string[] = [];
  beforeAll(async () => {
    stage = await openStage();
    const [professor, student] = await Promise.all([stage.visitOnce(PROFESSOR), stage.visitOnce(STUDENT)]);
    people = { professor, student };
    for (const { context } of [professor, student]) {
      context.on('request', (request) => {
        if (/^https?:/.test(request.url()) && !request.url().startsWith(stage.product.origin)) {
          strangers.push(request.url());
        }
      });
    }
    await goOffline(professor.context, student.context);
  });
  afterAll(() => stage.close());

  for (const stop of OFFLINE_STOPS) {
    test(`${stop.name} opens and reloads`, async () => {
      if (stop.who === 'nobody' || stop.who === 'administrator') throw new Error('nobody has visited');
      const { page } = people[stop.who];
      await stop.lead(page, stage.product.origin);
      const before = new URL(page.url()).pathname;
      await page.reload();
      expect(new URL(page.url()).pathname).toBe(before);
      await page.locator('h1').first().waitFor({ state: 'attached' });
      expect(await page.getByText('Something went wrong here').count()).toBe(0);
    });
  }

  test('an address that doesn’t exist shows the way home', async () => {
    const { page } = people.student;
    await page.goto(`${stage.product.origin}/no/such/page`);
    await page.getByText('There is no such page').waitFor();
    await page.getByRole('link', { name: 'Go to the start page' }).click();
    await readyOffline(page);
  });

  test('no other origin was asked for anything', () => {
    expect(OFFLINE_STOPS.length).toBeGreaterThan(8);
    expect(strangers).toEqual([]);
  });
});
