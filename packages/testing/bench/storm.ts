/**
 * What happens when the network comes back and every phone in the building has something to say?
 * `pnpm bench:storm [--json] [--write] [--rounds <n>] [--only <phones>x<facts>]… [--profile <file.cpuprofile>]`
 *
 * In each round, in turn and on the same machine: the crowd comes to the product, to a bare prototype and to
 * express-pouchdb, with the same facts. Rates of different machines don't compare; the ratios of one run do.
 * Connections are plain TCP: a proxy ends TLS. `--write` also measures ingest and writes docs/performance.md.
 */
import { parseArgs } from 'node:util';
import { table } from './figures.ts';
import { endWithin } from './end-within.ts';
import { measureIngest } from './ingest-rounds.ts';
import type { Overload } from './overload.ts';
import { overload } from './overload.ts';
import { writePerformancePage } from './performance-page.ts';
import { goalRows, goalsOf, withinReach } from './storm-goals.ts';
import type { Shape } from './storm-report.ts';
import { stormReport, stormTable } from './storm-report.ts';
import type { StormRound } from './storm-round.ts';
import { weatherStorm } from './storm-round.ts';
import { startStormTargets } from './storm-targets.ts';

const SCALES = [
  { phones: 1_000, withPouchdb: true, factsPerPhone: [1, 20] },
  { phones: 5_000, withPouchdb: false, factsPerPhone: [1] },
] as const;
const ROUNDS = 5;
const WARM_UP_ROUNDS = 1;
const END_WITHIN_MS = 20 * 60_000;

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    rounds: { type: 'string', default: String(ROUNDS) },
    only: { type: 'string', multiple: true },
    profile: { type: 'string' },
  },
});

const done = endWithin(END_WITHIN_MS, 'bench:storm');
const shapes: Shape[] = [];
let burst: Overload | null = null;
for (const { phones, withPouchdb, factsPerPhone } of SCALES) {
  const wanted = factsPerPhone.filter((facts) => options.only?.includes(`${phones}x${facts}`) ?? true);
  if (wanted.length === 0) continue;
  const { storm, stop } = await startStormTargets({ phones, withPouchdb, profile: options.profile ?? null });
  try {
    for (const facts of wanted) {
      const rounds: StormRound[] = [];
      for (let round = 0; round < WARM_UP_ROUNDS + Number(options.rounds); round += 1)
        rounds.push(await weatherStorm({ ...storm, factsPerPhone: facts }));
      shapes.push({ phones, factsPerPhone: facts, rounds: rounds.slice(WARM_UP_ROUNDS) });
    }
    // A profile is of the storm alone.
    if (options.profile === undefined) burst ??= await overload(storm);
  } finally {
    await stop();
  }
}
const report = stormReport(shapes, burst);
const ingest = options.write || options.only === undefined ? await measureIngest(null) : null;
done();
const goals = ingest && goalsOf(report, ingest);
if (options.json) console.log(JSON.stringify({ ...report, ingest, goals }, null, 2));
else {
  console.log(`${stormTable(report)}\n\n${withinReach(report)}`);
  if (goals !== null) console.log(`\n${table(goalRows(goals))}`);
}
if (options.write && ingest !== null && goals !== null) await writePerformancePage(report, ingest, goals);
