/** A few rounds of the crash suite, other ones each time; `pnpm test:crash` plays as many as one likes. */
import { randomInt } from 'node:crypto';
import { expect, test } from 'vitest';
import { findChromium } from '../src/chromium.ts';
import { makePlan } from './plan.ts';
import { playRounds } from './play-rounds.ts';

const ROUNDS = 2;
const FROM = randomInt(2 ** 31);

test(`[SYNC1] [DEV1] ${ROUNDS} rounds of kills (seeds from ${FROM}): what was promised is there, once`, async () => {
  const { summary, tellings } = await playRounds({
    plans: Array.from({ length: ROUNDS }, (_, n) => makePlan(FROM + n)),
    browser: findChromium() !== null,
    say: (line) => process.stdout.write(`${line}\n`),
  });
  expect(tellings).toEqual([]);
  expect(Object.values(summary.kills).some((times) => times > 0)).toBe(true);
  expect(summary.acknowledged).toBeGreaterThan(0);
});
