/** Writes docs/performance.md: the tables between its markers are this run's, the words around them stay. */
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assert } from '@hazri/domain';
import type { IngestReport } from './ingest-report.ts';
import { ingestRows } from './ingest-report.ts';
import type { Goal } from './storm-goals.ts';
import { goalRows, withinReach } from './storm-goals.ts';
import type { StormReport } from './storm-report.ts';
import { overloadLine, stormRows } from './storm-report.ts';
import type { TermReport } from './term-report.ts';
import { termRows } from './term-report.ts';
import type { WebReport } from './web-report.ts';
import { webRows } from './web-report.ts';

const PAGE = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'docs', 'performance.md');

export async function writePerformancePage(
  storm: StormReport,
  ingest: IngestReport,
  goals: readonly Goal[],
): Promise<void> {
  const { machine, rounds } = storm;
  await fillPage({
    machine: `${machine.cores} cores (${machine.cpu}), Node ${machine.node}, load average ${machine.load}; medians of ${rounds} rounds.`,
    goals: markdownTable(goalRows(goals)),
    reach: withinReach(storm),
    storm: markdownTable(stormRows(storm)),
    overload: storm.overload === null ? 'Not measured.' : overloadLine(storm.overload),
    ingest: markdownTable(ingestRows(ingest)),
  });
}

/** What the app costs a phone. */
export async function writeWebPart(report: WebReport): Promise<void> {
  await fillPage({ web: markdownTable(webRows(report)) });
}

/** What a term's data does to the server. */
export async function writeTermPart(report: TermReport): Promise<void> {
  await fillPage({ term: markdownTable(termRows(report)) });
}

async function fillPage(parts: Readonly<Record<string, string>>): Promise<void> {
  await writeFile(PAGE, Object.entries(parts).reduce(filled, await readFile(PAGE, 'utf8')));
}

function filled(page: string, [name, text]: readonly [string, string]): string {
  const begin = `<!-- ${name} -->`;
  const end = `<!-- /${name} -->`;
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  assert(from >= 0 && to > from, `docs/performance.md has a place for "${name}"`);
  return `${page.slice(0, from + begin.length)}\n\n${text}\n\n${page.slice(to)}`;
}

/** As prettier writes it: columns padded, the first to the left, the others to the right. */
function markdownTable(table: readonly (readonly string[])[]): string {
  const rows = table.map((row) => row.map((cell) => cell.trim()));
  const [head = [], ...body] = rows;
  const widths = head.map((_, column) => Math.max(4, ...rows.map((row) => (row[column] ?? '').length)));
  const padded = (cell: string, at: number): string =>
    at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0);
  const line = (row: readonly string[]): string => `| ${row.map(padded).join(' | ')} |`;
  const rule = widths.map((width, at) => (at === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [line(head), line(rule), ...body.map(line)].join('\n');
}
