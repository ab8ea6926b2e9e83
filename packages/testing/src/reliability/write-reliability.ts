/** The tables of docs/reliability.md, from the last runs and the lists of found faults. Prose stays as it stands. */
import type { FoundFault } from '../sim/found-faults/found-fault.ts';
import type { PinnedFault } from './found-elsewhere.ts';
import type {
  CrashSummary,
  HostileSummary,
  PlantedSummary,
  ReliabilitySummary,
  SimulationSummary,
  Suite,
} from '../reliability-summary.ts';
import type { Counted } from './words.ts';
import { wordsFor } from './words.ts';

export interface Findings {
  /** The last run of each suite; one that has none yet says so. */
  readonly summaries: readonly ReliabilitySummary[];
  readonly simulated: readonly FoundFault[];
  readonly elsewhere: readonly PinnedFault[];
}

type Part = Suite | 'found';

const MARK = /<!-- generated: (\w+) -->\n[\s\S]*?<!-- end -->/gu;

/** @returns the document with its generated parts written anew. @throws when it has a part that nobody writes */
export function rewriteReliability(document: string, findings: Findings): string {
  return document.replaceAll(MARK, (_, part: string) => {
    if (!isPart(part)) throw new Error(`nobody writes the part ${part}`);
    return `<!-- generated: ${part} -->\n\n${partOf(part, findings)}\n\n<!-- end -->`;
  });
}

const PARTS: Readonly<Record<Part, true>> = {
  simulation: true,
  planted: true,
  crash: true,
  hostile: true,
  found: true,
};

export function isPart(name: string): name is Part {
  return Object.hasOwn(PARTS, name);
}

function partOf(part: Part, findings: Findings): string {
  if (part === 'found') return foundTable(findings);
  const summary = findings.summaries.find(({ suite }) => suite === part);
  if (summary === undefined) return 'Not run yet.';
  switch (summary.suite) {
    case 'simulation':
      return simulation(summary);
    case 'planted':
      return planted(summary);
    case 'crash':
      return crash(summary);
    case 'hostile':
      return hostile(summary);
  }
}

function simulation({ from, histories, counts, failed }: SimulationSummary): string {
  const broken =
    failed.length === 0 ? 'none broke a rule' : `${failed.length} broke a rule: ${failed.join(', ')}`;
  return [
    `${whole(histories)} histories, seeds ${from} to ${from + histories - 1}: ${broken}.`,
    countTable(
      'what went wrong',
      pick(counts, ({ isFault }) => isFault),
    ),
    countTable(
      'what people and devices did',
      pick(counts, ({ isFault }) => !isFault),
    ),
  ].join('\n\n');
}

/** The counts of one kind, in words. */
function pick(
  counts: Readonly<Record<string, number>>,
  isWanted: (counted: Counted) => boolean,
): Readonly<Record<string, number>> {
  const counted = Object.entries(counts).map(([what, times]) => ({ ...wordsFor(what), times }));
  return Object.fromEntries(counted.filter(isWanted).map(({ words, times }) => [words, times]));
}

function planted({ limit, bugs }: PlantedSummary): string {
  const rows = bugs.map(({ meaning, seed, rule }) => [
    meaning,
    seed === null ? `not within ${limit}` : String(seed),
    rule ?? '',
  ]);
  return table(['planted bug', 'first seed', 'as a breach of'], rows);
}

function crash({ kills, saved, lost }: CrashSummary): string {
  const total = Object.values(kills).reduce((sum, times) => sum + times, 0);
  return [
    `${whole(total)} kills, ${whole(saved)} facts that people had been told were saved, ${whole(lost)} of them lost.`,
    countTable('what was killed', kills),
  ].join('\n\n');
}

function hostile({ inputs, failed }: HostileSummary): string {
  const total = Object.values(inputs).reduce((sum, times) => sum + times, 0);
  return [
    `${whole(total)} hostile inputs, ${failed === 0 ? 'no test failed' : `${failed} tests failed`}.`,
    countTable('input', inputs),
  ].join('\n\n');
}

const SIMULATED_PIN = '`packages/testing/src/sim/found-faults.ts`';

function foundTable({ simulated, elsewhere }: Findings): string {
  return table(
    ['fault', 'found by', 'pinned in'],
    [
      ...simulated.map(({ why, seed, mended }) => [
        mended ? why : `${why} (not mended yet)`,
        `simulated history, seed ${seed}`,
        SIMULATED_PIN,
      ]),
      ...elsewhere.map(({ what, foundBy, file, test }) => [what, foundBy, `\`${file}\`: ${test}`]),
    ],
  );
}

function countTable(title: string, counts: Readonly<Record<string, number>>): string {
  const rows = Object.entries(counts).toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return table(
    [title, 'times'],
    rows.map(([what, times]) => [what.replaceAll('_', ' '), whole(times)]),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** 12 345, readable in every language that numbers are read in. */
function whole(number: number): string {
  return String(number).replaceAll(/\B(?=(\d{3})+$)/gu, ' ');
}
