/**
 * `pnpm reliability [summary.json ...]`: takes the summaries that `pnpm sim`, `pnpm sim --planted`, `pnpm test:crash`
 * and `pnpm test:hostile` wrote with `--json` into docs/reliability, and writes the tables of docs/reliability.md.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { DOCUMENT, readFindings, readSummary, summaryFile } from '../src/reliability/committed.ts';
import { rewriteReliability } from '../src/reliability/write-reliability.ts';

/** As the rest of the repository is formatted. */
async function write(file: string, text: string): Promise<void> {
  writeFileSync(file, await format(text, { ...(await resolveConfig(file)), filepath: file }));
}

for (const file of process.argv.slice(2)) {
  const summary = readSummary(file);
  await write(summaryFile(summary.suite), JSON.stringify(summary, null, 2));
}
await write(DOCUMENT, rewriteReliability(readFileSync(DOCUMENT, 'utf8'), readFindings()));
