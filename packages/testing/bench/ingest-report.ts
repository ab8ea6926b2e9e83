/** The ingest benchmark's figures: medians of the rounds, ratios between them, as a table or JSON. */
import { availableParallelism } from 'node:os';
import { median, rounded, table } from './figures.ts';
import type { Measured } from './ingest-round.ts';

export interface Round {
  readonly emptyPosts: number;
  readonly one: Measured;
  readonly many: Measured;
}

type Part = 'bareMac' | 'bareInsert' | 'bareGroupInsert';
export interface Figures extends Measured {
  readonly scansPerRequest: number;
  readonly requestsToEmptyPosts: number;
  /** The server's scans a second, each divided by a part's rate of the same round; then the median. */
  readonly ratios: Readonly<Record<Part, number>>;
  readonly slowestAndFastestRound: readonly [slowest: number, fastest: number];
}

export interface IngestReport {
  readonly node: string;
  readonly cores: number;
  readonly rounds: number;
  readonly emptyPosts: number;
  readonly shapes: readonly Figures[];
}

export function reportOf(rounds: readonly Round[], scansPerRequest: number): IngestReport {
  return {
    node: process.version,
    cores: availableParallelism(),
    rounds: rounds.length,
    emptyPosts: rounded(median(rounds.map(({ emptyPosts }) => emptyPosts))),
    shapes: [figuresOf(rounds, ({ one }) => one, 1), figuresOf(rounds, ({ many }) => many, scansPerRequest)],
  };
}

function figuresOf(
  rounds: readonly Round[],
  shapeOf: (round: Round) => Measured,
  scansPerRequest: number,
): Figures {
  const measured = rounds.map(shapeOf);
  const of = (field: keyof Measured): number => rounded(median(measured.map((one) => one[field])));
  const ratio = (part: Part): number => rounded(median(measured.map((one) => one.scans / one[part])));
  const scans = measured.map((one) => one.scans);
  return {
    scansPerRequest,
    scans: of('scans'),
    requests: of('requests'),
    serverCpuMicrosPerScan: of('serverCpuMicrosPerScan'),
    scansPerCommit: of('scansPerCommit'),
    queriesPerRequest: of('queriesPerRequest'),
    p50Ms: of('p50Ms'),
    p99Ms: of('p99Ms'),
    bareMac: of('bareMac'),
    bareInsert: of('bareInsert'),
    bareGroupInsert: of('bareGroupInsert'),
    requestsToEmptyPosts: rounded(median(rounds.map((round) => shapeOf(round).requests / round.emptyPosts))),
    ratios: {
      bareMac: ratio('bareMac'),
      bareInsert: ratio('bareInsert'),
      bareGroupInsert: ratio('bareGroupInsert'),
    },
    slowestAndFastestRound: [rounded(Math.min(...scans)), rounded(Math.max(...scans))],
  };
}

export function ingestTable(report: IngestReport): string {
  return [
    `Scans verified and durable before they are answered; median of ${report.rounds} rounds, Node ${report.node}, ${report.cores} cores.`,
    '(×r): the scans above, divided by this, in the same round.',
    '',
    table(ingestRows(report)),
  ].join('\n');
}

/** The rows of the table, the first its head. */
export function ingestRows({ shapes, emptyPosts }: IngestReport): readonly (readonly string[])[] {
  const line = (name: string, cell: (one: Figures) => string): readonly string[] => [
    name,
    ...shapes.map(cell),
  ];
  const beside = (rate: number, ratio: number): string => `${rate}/s (×${ratio})`;
  return [
    line('', ({ scansPerRequest }) => `${scansPerRequest} a request`),
    line('scans', ({ scans }) => `${scans}/s`),
    line('  slowest … fastest round', ({ slowestAndFastestRound: [from, to] }) => `${from} … ${to}`),
    line('server CPU a scan', ({ serverCpuMicrosPerScan }) => `${serverCpuMicrosPerScan} µs`),
    line('scans a commit', ({ scansPerCommit }) => String(scansPerCommit)),
    line('queries a request', ({ queriesPerRequest }) => String(queriesPerRequest)),
    line('answer p50 / p99', ({ p50Ms, p99Ms }) => `${p50Ms} / ${p99Ms} ms`),
    line('bare: MACs of the same scans', ({ bareMac, ratios }) => beside(bareMac, ratios.bareMac)),
    line('bare: rows, a commit a request', ({ bareInsert, ratios }) => beside(bareInsert, ratios.bareInsert)),
    line('bare: rows, commits as the server’s', ({ bareGroupInsert, ratios }) =>
      beside(bareGroupInsert, ratios.bareGroupInsert),
    ),
    line('bare: empty POSTs (× requests)', ({ requestsToEmptyPosts }) =>
      beside(emptyPosts, requestsToEmptyPosts),
    ),
  ];
}
