/** One process of a sweep (sweep.ts): gets seeds one at a time, answers each with what it showed. */
import { rememberStatements } from './prepared-once.ts';
import { closeSchool } from './school.ts';
import { simulateSeed } from './simulate-seed.ts';
import type { SeedOptions } from './simulate-seed.ts';

const options = JSON.parse(process.argv[2] ?? '') as SeedOptions;
rememberStatements();
process.on('message', (seed: number) => {
  void simulateSeed(seed, options).then((result) => process.send?.(result));
});
process.on('disconnect', () => void closeSchool().then(() => process.exit(0)));
