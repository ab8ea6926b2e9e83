/**
 * `pnpm test:crash --rounds N [--from S] [--json file] [--no-browser]`: rounds of real processes that are killed at
 * random moments. Exits 1 when something that was promised isn't there, with the command that plays the round again.
 */
import { randomInt } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { makePlan } from '../crash/plan.ts';
import { playRounds } from '../crash/play-rounds.ts';

const MAX_SEED = 2 ** 31;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    from: { type: 'string', default: String(randomInt(MAX_SEED)) },
    json: { type: 'string' },
    'no-browser': { type: 'boolean', default: false },
  },
});
const from = wholeNumber('--from', values.from);
const rounds = wholeNumber('--rounds', values.rounds);
const { summary, tellings } = await playRounds({
  plans: Array.from({ length: rounds }, (_, n) => makePlan(from + n)),
  browser: !values['no-browser'],
  say: (line) => console.log(line),
});
for (const telling of tellings) console.error(telling);
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(summary, null, 2)}\n`);
process.exitCode = summary.failed.length > 0 ? 1 : 0;

function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0) return value;
  console.error(`${option} is a whole number`);
  process.exit(2);
}
