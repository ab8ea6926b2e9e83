/** What is committed about reliability: the last run of each suite, and the document made of them. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FOUND_FAULTS } from '../sim/found-faults.ts';
import { reliabilitySummary, SUITES } from '../reliability-summary.ts';
import type { ReliabilitySummary, Suite } from '../reliability-summary.ts';
import { FOUND_ELSEWHERE } from './found-elsewhere.ts';
import type { Findings } from './write-reliability.ts';

export const ROOT = join(import.meta.dirname, '..', '..', '..', '..');
export const DOCUMENT = join(ROOT, 'docs', 'reliability.md');

export function summaryFile(suite: Suite): string {
  return join(ROOT, 'docs', 'reliability', `${suite}.json`);
}

/** @throws when the file is no summary */
export function readSummary(file: string): ReliabilitySummary {
  return reliabilitySummary.parse(JSON.parse(readFileSync(file, 'utf8')));
}

export function readFindings(): Findings {
  const summaries = SUITES.map(summaryFile).filter(existsSync).map(readSummary);
  return { summaries, simulated: FOUND_FAULTS, elsewhere: FOUND_ELSEWHERE };
}
