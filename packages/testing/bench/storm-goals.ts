/** What was aimed at, and whether the figures of one run reach it. */
import type { IngestReport } from './ingest-report.ts';
import type { StormReport } from './storm-report.ts';

export interface Goal {
  readonly goal: string;
  readonly measured: string;
  /** null for what is no goal, but says what one can come to. */
  readonly met: boolean | null;
}

const RATE_TO_PROTOTYPE = 0.5;
const RATE_TO_POUCHDB = 2;
const MANY_FACTS_WITHIN_MS = 1_000;
const CPU_ONE_MICROS = 500;
const CPU_OF_MANY_MICROS = 100;
const P99_TO_P50 = 4;

export function goalsOf({ shapes }: StormReport, ingest: IngestReport): readonly Goal[] {
  const goals: Goal[] = [];
  const atLeast = (goal: string, measured: number, least: number, unit = ''): void => {
    goals.push({ goal, measured: `${measured}${unit}`, met: measured >= least });
  };
  const atMost = (goal: string, measured: number, most: number, unit = ''): void => {
    goals.push({ goal, measured: `${measured}${unit}`, met: measured <= most });
  };
  for (const one of shapes) {
    const name = `${one.phones} × ${one.factsPerPhone}`;
    atLeast(`${name}: at least half the bare prototype’s rate`, one.rateToPrototype, RATE_TO_PROTOTYPE);
    if (one.rateToPrototype < RATE_TO_PROTOTYPE)
      goals.push({
        goal: `${name}: what the same work comes to if no core is ever idle`,
        measured: String(one.noCoreIdleToPrototype),
        met: null,
      });
    if (one.rateToPouchdb !== null)
      atLeast(
        `${name}: at least twice express-pouchdb’s rate, bare insert`,
        one.rateToPouchdb,
        RATE_TO_POUCHDB,
      );
    if (one.prototypeToPouchdb !== null)
      goals.push({
        goal: `${name}: what the bare prototype itself comes to there`,
        measured: String(one.prototypeToPouchdb),
        met: null,
      });
    if (one.rateToReplicating !== null)
      atLeast(
        `${name}: at least twice express-pouchdb’s rate, only pushing`,
        one.rateToReplicating,
        RATE_TO_POUCHDB,
      );
    if (one.rateToSameWork !== null)
      atLeast(
        `${name}: at least twice express-pouchdb’s rate, the same work`,
        one.rateToSameWork,
        RATE_TO_POUCHDB,
      );
    atMost(`${name}: p99 of a phone’s round trip at most 4 × p50`, one.p99ToP50, P99_TO_P50);
    if (one.phones === 1_000 && one.factsPerPhone === 20)
      atMost(`${name}: all durable within about 1 s`, one.product.durableMs, MANY_FACTS_WITHIN_MS, ' ms');
  }
  for (const { scansPerRequest, serverCpuMicrosPerScan } of ingest.shapes) {
    const most = scansPerRequest === 1 ? CPU_ONE_MICROS : CPU_OF_MANY_MICROS;
    atMost(
      `requests of ${scansPerRequest}: at most ${most} µs of server CPU a scan`,
      serverCpuMicrosPerScan,
      most,
      ' µs',
    );
  }
  return goals;
}

export function goalRows(goals: readonly Goal[]): readonly (readonly string[])[] {
  return [
    ['goal', 'measured', 'met'],
    ...goals.map(({ goal, measured, met }) => [goal, measured, answer(met)]),
  ];
}

function answer(met: boolean | null): string {
  if (met === null) return '–';
  return met ? 'yes' : '**no**';
}

/** Whether twice the bare insert can be reached at all, from what the least server of this stack comes to. */
export function withinReach({ shapes }: Pick<StormReport, 'shapes'>): string {
  const compared = shapes.flatMap(({ phones, factsPerPhone, prototypeToPouchdb: ratio }) =>
    ratio === null ? [] : [{ name: `${phones} × ${factsPerPhone}`, ratio }],
  );
  if (compared.length === 0) return 'Not measured.';
  const ratios = compared.map(({ name, ratio }) => `${ratio} times (${name})`).join(' and ');
  const outOfReach = compared.filter(({ ratio }) => ratio < RATE_TO_POUCHDB).map(({ name }) => name);
  const so =
    outOfReach.length === 0
      ? 'so twice that rate is not out of reach of this stack'
      : `so no server of this stack that does more than the prototype can be twice as fast as that at ${outOfReach.join(' and ')}`;
  return `In the same rounds the bare prototype takes in ${ratios} as many facts a second as express-pouchdb’s bare insert, ${so}.`;
}
