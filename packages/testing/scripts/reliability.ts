/**
 * `pnpm reliability [summary.json ...]`: takes the summaries that `pnpm sim`, `pnpm sim --planted`, `pnpm test:crash`
 * and `pnpm test:hostile` wrote with `--json` into docs/reliability, and writes the tables of docs/reliability.md.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { DOCUMENT, readFindings, readSummary, summaryFile } from '../src/reliability/committed.ts';
import { rewriteReliability } from '../src/reliability/write-reliability.ts';

for (const file of process.argv.slice(2)) {
  const summary = readSummary(file);
  writeFileSync(summaryFile(summary.suite), `${JSON.stringify(summary, null, 2)}\n`);
}
const written = rewriteReliability(readFileSync(DOCUMENT, 'utf8'), readFindings());
writeFileSync(DOCUMENT, await format(written, { ...(await resolveConfig(DOCUMENT)), filepath: DOCUMENT }));
