/** The storm's figures: medians of the rounds and of the ratios within them, as a table or JSON. */
import { availableParallelism, cpus, loadavg } from 'node:os';
import { median, rounded, table } from './figures.ts';
import type { Overload } from './overload.ts';
import type { SameWork } from './storm-pouchdb.ts';
import type { StormRound } from './storm-round.ts';
import type { Weathered } from './weather.ts';

export interface Shape {
  readonly phones: number;
  readonly factsPerPhone: number;
  readonly rounds: readonly StormRound[];
}

export interface Machine {
  readonly node: string;
  readonly cores: number;
  readonly cpu: string;
  /** Average over the last 15 minutes: far more than the cores means that other work ran beside the benchmark. */
  readonly load: number;
}

/** Medians; a ratio is that of a round, then the median. */
export interface ShapeFigures {
  readonly phones: number;
  readonly factsPerPhone: number;
  readonly product: Weathered;
  /** Each round's p99 divided by its p50. */
  readonly p99ToP50: number;
  readonly reviews: number;
  readonly professorMs: number;
  readonly professorPulls: number;
  readonly prototype: Weathered;
  /** The product's facts a second divided by those of the other in the same round. */
  readonly rateToPrototype: number;
  /** How long the CPU time of server and load together takes if no core is ever idle: the least that more threads could come to. */
  readonly noCoreIdleMs: number;
  /** The facts a second of that, divided by the prototype’s of the same round. */
  readonly noCoreIdleToPrototype: number;
  readonly pouchdb: Weathered | null;
  readonly rateToPouchdb: number | null;
  readonly replicating: Weathered | null;
  readonly rateToReplicating: number | null;
  readonly sameWork: SameWork | null;
  readonly rateToSameWork: number | null;
  /** The prototype’s facts a second divided by those of the bare insert: what this stack leaves room for. */
  readonly prototypeToPouchdb: number | null;
}

export interface StormReport {
  readonly machine: Machine;
  readonly rounds: number;
  readonly shapes: readonly ShapeFigures[];
  /** null when it wasn’t tried. */
  readonly overload: Overload | null;
}

export function machineHere(): Machine {
  return {
    node: process.version,
    cores: availableParallelism(),
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    load: rounded(loadavg()[2] ?? 0),
  };
}

export function stormReport(
  shapes: readonly Shape[],
  overload: Overload | null,
  machine: Machine = machineHere(),
): StormReport {
  return {
    machine,
    rounds: Math.min(...shapes.map(({ rounds }) => rounds.length)),
    shapes: shapes.map((shape) => figuresOf(shape, machine.cores)),
    overload,
  };
}

function figuresOf({ phones, factsPerPhone, rounds }: Shape, cores: number): ShapeFigures {
  const of = (pick: (round: StormRound) => number): number => rounded(median(rounds.map(pick)));
  const beside = (
    other: (round: StormRound) => Weathered | null,
    to: (round: StormRound) => Weathered = ({ product }) => product,
  ) => {
    const pairs = rounds.flatMap((round) => {
      const measured = other(round);
      return measured === null
        ? []
        : [{ measured, ratio: to(round).factsPerSecond / measured.factsPerSecond }];
    });
    if (pairs.length === 0) return { figures: null, ratio: null };
    return {
      figures: medianOf(pairs.map(({ measured }) => measured)),
      ratio: rounded(median(pairs.map(({ ratio }) => ratio))),
    };
  };
  const noCoreIdleMs = ({ product }: StormRound): number =>
    ((product.cpuMicrosPerFact + product.loadMicrosPerFact) * phones * factsPerPhone) / 1_000 / cores;
  const pouchdb = beside((round) => round.pouchdb);
  const replicating = beside((round) => round.replicating);
  const sameWork = beside((round) => round.sameWork);
  const professor = (pick: (work: SameWork) => number): number =>
    rounded(median(rounds.flatMap((round) => (round.sameWork === null ? [] : [pick(round.sameWork)]))));
  return {
    phones,
    factsPerPhone,
    product: medianOf(rounds.map(({ product }) => product)),
    p99ToP50: of(({ product }) => product.p99Ms / product.p50Ms),
    reviews: of(({ reviews }) => reviews),
    professorMs: of(({ professorMs }) => professorMs),
    professorPulls: of(({ professorPulls }) => professorPulls),
    prototype: medianOf(rounds.map(({ prototype }) => prototype)),
    rateToPrototype: of(({ product, prototype }) => product.factsPerSecond / prototype.factsPerSecond),
    noCoreIdleMs: of(noCoreIdleMs),
    noCoreIdleToPrototype: of(
      (round) => (phones * factsPerPhone * 1_000) / noCoreIdleMs(round) / round.prototype.factsPerSecond,
    ),
    pouchdb: pouchdb.figures,
    rateToPouchdb: pouchdb.ratio,
    replicating: replicating.figures,
    rateToReplicating: replicating.ratio,
    sameWork: sameWork.figures && {
      ...sameWork.figures,
      professorMs: professor(({ professorMs }) => professorMs),
      professorPolls: professor(({ professorPolls }) => professorPolls),
    },
    rateToSameWork: sameWork.ratio,
    prototypeToPouchdb: beside(
      (round) => round.pouchdb,
      ({ prototype }) => prototype,
    ).ratio,
  };
}

function medianOf(measured: readonly Weathered[]): Weathered {
  const of = (field: keyof Weathered): number => rounded(median(measured.map((one) => one[field])));
  return {
    durableMs: of('durableMs'),
    factsPerSecond: of('factsPerSecond'),
    p50Ms: of('p50Ms'),
    p99Ms: of('p99Ms'),
    slowestMs: of('slowestMs'),
    upBytesPerPhone: of('upBytesPerPhone'),
    downBytesPerPhone: of('downBytesPerPhone'),
    cpuMicrosPerFact: of('cpuMicrosPerFact'),
    loadMicrosPerFact: of('loadMicrosPerFact'),
    peakResidentBytes: of('peakResidentBytes'),
    refusals: of('refusals'),
  };
}

/** The rows of the table, the first its head. */
export function stormRows({ shapes }: StormReport): readonly (readonly string[])[] {
  const line = (name: string, cell: (one: ShapeFigures) => string): readonly string[] => [
    name,
    ...shapes.map(cell),
  ];
  const other = (name: string, pick: (one: ShapeFigures) => Weathered | null, ratio: (one: ShapeFigures) => number | null) => [
    line(`${name}: facts`, (one) => whenThere(pick(one), ({ factsPerSecond }) => `${factsPerSecond}/s (×${ratio(one) ?? 0})`)),
    line(`${name}: all acknowledged`, (one) => whenThere(pick(one), ({ durableMs }) => `${durableMs} ms`)),
    line(`${name}: CPU a fact`, (one) => whenThere(pick(one), ({ cpuMicrosPerFact }) => `${cpuMicrosPerFact} µs`)),
    line(`${name}: p50 / p99`, (one) => whenThere(pick(one), ({ p50Ms, p99Ms }) => `${p50Ms} / ${p99Ms} ms`)),
  ]; // prettier-ignore
  return [
    line('phones × facts each', ({ phones, factsPerPhone }) => `${phones} × ${factsPerPhone}`),
    line('all facts durable', ({ product }) => `${product.durableMs} ms`),
    line('facts', ({ product }) => `${product.factsPerSecond}/s`),
    line('the professor has them all', ({ professorMs }) => `${professorMs} ms`),
    line('  in so many pulls', ({ professorPulls }) => String(professorPulls)),
    line('a phone’s round trip p50 / p99', ({ product }) => `${product.p50Ms} / ${product.p99Ms} ms`),
    line('  p99 to p50', ({ p99ToP50 }) => String(p99ToP50)),
    line('  the slowest phone', ({ product }) => `${product.slowestMs} ms`),
    line('bytes a phone, up / down', ({ product }) => `${product.upBytesPerPhone} / ${product.downBytesPerPhone}`),
    line('server CPU a fact', ({ product }) => `${product.cpuMicrosPerFact} µs`),
    line('CPU of the load beside it', ({ product }) => `${product.loadMicrosPerFact} µs`),
    line('all facts durable, were no core ever idle', ({ noCoreIdleMs, noCoreIdleToPrototype }) => `${noCoreIdleMs} ms (×${noCoreIdleToPrototype})`),
    line('server memory at most', ({ product }) => megabytes(product.peakResidentBytes)),
    line('facts in doubt because they waited', ({ reviews }) => String(reviews)),
    line('refused tries (503)', ({ product }) => String(product.refusals)),
    ...other('bare prototype', ({ prototype }) => prototype, ({ rateToPrototype }) => rateToPrototype),
    ...other('express-pouchdb, bare insert', ({ pouchdb }) => pouchdb, ({ rateToPouchdb }) => rateToPouchdb),
    ...other('express-pouchdb, replication', ({ replicating }) => replicating, ({ rateToReplicating }) => rateToReplicating),
    ...other('express-pouchdb, the same work', ({ sameWork }) => sameWork, ({ rateToSameWork }) => rateToSameWork),
    line('express-pouchdb, the same work: the professor has them all', ({ sameWork }) => whenThere(sameWork, ({ professorMs }) => `${professorMs} ms`)),
    line('  in so many polls', ({ sameWork }) => whenThere(sameWork, ({ professorPolls }) => String(professorPolls))),
    line('express-pouchdb, the same work: bytes a phone, up / down', ({ sameWork }) => whenThere(sameWork, ({ upBytesPerPhone, downBytesPerPhone }) => `${upBytesPerPhone} / ${downBytesPerPhone}`)),
    line('bare prototype to express-pouchdb’s bare insert', ({ prototypeToPouchdb }) => prototypeToPouchdb === null ? '–' : `×${prototypeToPouchdb}`),
  ]; // prettier-ignore
}

function whenThere<One>(one: One | null, cell: (one: One) => string): string {
  return one === null ? '–' : cell(one);
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1_000_000)} MB`;
}

export function overloadLine({ requests, refusals, refusedRequests, allAcceptedMs, slowestMs }: Overload): string {
  return `Overload: ${requests} connections with a scan each at once; ${refusedRequests} were refused with 503 and Retry-After (${refusals} times in all), none was reset, and all ${requests} scans were accepted after ${seconds(allAcceptedMs)}, the last after waiting ${seconds(slowestMs)}.`;
} // prettier-ignore

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

export function stormTable(report: StormReport): string {
  const { machine, rounds } = report;
  return [
    `A crowd comes back at once; median of ${rounds} rounds, Node ${machine.node}, ${machine.cores} cores (${machine.cpu}).`,
    '(×r): the product’s facts a second divided by this, in the same round.',
    '',
    table(stormRows(report)),
    '',
    report.overload === null ? '' : overloadLine(report.overload),
  ].join('\n');
}
