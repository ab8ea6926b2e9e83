/**
 * How many verified, durable scans a second does one server take in, and what would its parts cost on their own?
 * `pnpm bench:ingest [--json] [--profile <file.cpuprofile>]`
 *
 * Rates of different machines don't compare; the ratios of one run do. In each round, in turn and on the same
 * machine: empty POSTs, scans one a request, scans twenty a request, and after each the MACs of the same tokens
 * checked bare and as many rows inserted bare. Warm-up rounds aren't counted.
 */
import { parseArgs } from 'node:util';
import { endWithin } from './end-within.ts';
import { ingestTable } from './ingest-report.ts';
import { measureIngest } from './ingest-rounds.ts';

/** A run takes well under a minute; one that hangs ends here. */
const END_WITHIN_MS = 5 * 60_000;

const { values: options } = parseArgs({
  options: { json: { type: 'boolean', default: false }, profile: { type: 'string' } },
});

const done = endWithin(END_WITHIN_MS, 'bench:ingest');
const report = await measureIngest(options.profile ?? null);
done();
if (!options.json) console.log(`${ingestTable(report)}\n`);
console.log(JSON.stringify(report, null, options.json ? 2 : 0));
