/**
 * What does the server do with a whole term’s data?
 * `pnpm bench:term [--json] [--write] [--plans] [--phone] [--keep <folder>]`
 *
 * A college of 3,000 students and 120 classes, early in its term and late: the same requests, pulls, scans, chores and
 * commands on both, in one run, so that what grows with the term shows as a ratio. What is measured works on copies.
 *
 * - `--plans` tells of the statements that read a growing table from one end, or took long, with their plans
 * - `--phone` tries a professor's phone too, in Chromium and on the built app
 * - `--keep` leaves the two colleges in a folder and finds them there again: making them takes most of the run
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { endWithin } from './end-within.ts';
import { writeTermPart } from './performance-page.ts';
import { plansOf, termReport, termTable } from './term-report.ts';
import type { Stage } from './term-stage.ts';
import { measureStage } from './term-stage.ts';

const EARLY_SESSIONS = 5;
const LATE_SESSIONS = 50;
const END_WITHIN_MS = 20 * 60_000;
const BUILDER = join(dirname(fileURLToPath(import.meta.url)), 'term-build.ts');

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    plans: { type: 'boolean', default: false },
    phone: { type: 'boolean', default: false },
    keep: { type: 'string' },
  },
});

const done = endWithin(END_WITHIN_MS, 'bench:term');
const scratch = mkdtempSync(join(tmpdir(), 'hazri-bench-'));
process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));
const kept = options.keep === undefined ? scratch : resolve(options.keep);
const report = termReport(await stageOf(EARLY_SESSIONS), await stageOf(LATE_SESSIONS));
done();
if (options.json) console.log(JSON.stringify(report, null, 2));
else console.log(termTable(report));
if (options.plans && !options.json) console.log(`\n${plansOf(report)}`);
if (options.write) await writeTermPart(report);

async function stageOf(sessions: number): Promise<Stage> {
  const college = join(kept, `college-${sessions}`);
  if (!existsSync(college)) makeCollege(college, sessions);
  const copy = join(scratch, 'measured');
  rmSync(copy, { recursive: true, force: true });
  cpSync(college, copy, { recursive: true });
  return measureStage(copy, sessions, options.phone);
}

/** In a process of its own, which leaves nothing behind in this one. */
function makeCollege(college: string, sessions: number): void {
  const partial = `${college}.part`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  const { status } = spawnSync(process.execPath, [BUILDER, partial, String(sessions)], {
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error(`making the college ended with ${status ?? 'a signal'}`);
  renameSync(partial, college);
}
