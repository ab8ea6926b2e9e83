import { describe, expect, test } from 'vitest';
import { goalRows, goalsOf, withinReach } from './storm-goals.ts';
import { stormReport, stormRows } from './storm-report.ts';
import type { StormRound } from './storm-round.ts';
import type { Weathered } from './weather.ts';

const MACHINE = { node: 'v24', cores: 2, cpu: 'some', load: 1 };
const INGEST = { node: 'v24', cores: 2, rounds: 1, emptyPosts: 0, shapes: [] };

function weathered(factsPerSecond: number): Weathered {
  return {
    durableMs: 500,
    factsPerSecond,
    p50Ms: 100,
    p99Ms: 200,
    slowestMs: 250,
    upBytesPerPhone: 1_000,
    downBytesPerPhone: 3_000,
    cpuMicrosPerFact: 400,
    loadMicrosPerFact: 100,
    peakResidentBytes: 500_000_000,
    refusals: 0,
  };
}

interface Rates {
  readonly product: number;
  readonly prototype: number;
  readonly insert: number;
  readonly push: number;
  readonly sameWork: number;
}

function round({ product, prototype, insert, push, sameWork }: Rates): StormRound {
  return {
    product: weathered(product),
    reviews: 0,
    professorMs: 520,
    professorPulls: 2,
    prototype: weathered(prototype),
    pouchdb: weathered(insert),
    replicating: weathered(push),
    sameWork: { ...weathered(sameWork), professorMs: 900, professorPolls: 3 },
  };
}

const TYPICAL = { product: 2_000, prototype: 4_000, insert: 3_000, push: 1_600, sameWork: 500 };
const alone = (one: StormRound): StormRound => ({ ...one, pouchdb: null, replicating: null, sameWork: null });
const reportOf = (phones: number, ...rounds: readonly StormRound[]) =>
  stormReport([{ phones, factsPerPhone: 1, rounds }], null, MACHINE);

function goalsAmong(rates: Rates): readonly (readonly string[])[] {
  return goalRows(goalsOf(reportOf(1_000, round(rates)), INGEST)).filter(([goal = '']) =>
    /pouchdb|prototype itself/.test(goal),
  );
}

describe('beside express-pouchdb', () => {
  test('each of its three forms is a goal of its own, met or not', () => {
    expect(goalsAmong(TYPICAL)).toEqual([
      ['1000 × 1: at least twice express-pouchdb’s rate, bare insert', '0.667', '**no**'],
      ['1000 × 1: what the bare prototype itself comes to there', '1.33', '–'],
      ['1000 × 1: at least twice express-pouchdb’s rate, only pushing', '1.25', '**no**'],
      ['1000 × 1: at least twice express-pouchdb’s rate, the same work', '4', 'yes'],
    ]);
    expect(goalsAmong({ ...TYPICAL, sameWork: 1_010 }).at(-1)).toContain('**no**');
    expect(goalsAmong({ ...TYPICAL, sameWork: 1_000 }).at(-1)).toContain('yes');
  });

  test('where it isn’t compared with, nothing is claimed', () => {
    const report = reportOf(5_000, alone(round(TYPICAL)));
    expect(goalsOf(report, INGEST).map(({ goal }) => goal)).toEqual([
      '5000 × 1: at least half the bare prototype’s rate',
      '5000 × 1: p99 of a phone’s round trip at most 4 × p50',
    ]);
    expect(withinReach(report)).toBe('Not measured.');
    const compared = stormRows(report).filter(([name = '']) => name.includes('pouchdb'));
    expect(compared.map(([, cell]) => cell)).toEqual(compared.map(() => '–'));
    expect(compared.length).toBeGreaterThan(12);
  });

  test('a ratio is that of a round, then the median', () => {
    const report = reportOf(
      1_000,
      round({ ...TYPICAL, product: 100, sameWork: 100 }),
      round({ ...TYPICAL, product: 900, sameWork: 300 }),
      round({ ...TYPICAL, product: 400, sameWork: 200 }),
    );
    expect(report.shapes[0]).toMatchObject({ rateToSameWork: 2, sameWork: { factsPerSecond: 200 } });
  });

  test('the table says what the same work comes to', () => {
    const cells = new Map(
      stormRows(reportOf(1_000, round(TYPICAL))).map(([name, cell]) => [name, cell] as const),
    );
    expect(cells.get('express-pouchdb, the same work: facts')).toBe('500/s (×4)');
    expect(cells.get('express-pouchdb, the same work: the professor has them all')).toBe('900 ms');
    expect(cells.get('bare prototype to express-pouchdb’s bare insert')).toBe('×1.33');
  });
});

describe('what more threads could come to', () => {
  test('the CPU time of server and load on all cores, beside the prototype of the same round', () => {
    // 500 µs a fact of a thousand facts, on two cores.
    const report = reportOf(1_000, round({ ...TYPICAL, prototype: 10_000 }));
    expect(report.shapes[0]).toMatchObject({ noCoreIdleMs: 250, noCoreIdleToPrototype: 0.4 });
    expect(goalRows(goalsOf(report, INGEST))).toContainEqual([
      '1000 × 1: what the same work comes to if no core is ever idle',
      '0.4',
      '–',
    ]);
  });

  test('is not said where half of the prototype is reached', () => {
    const goals = goalsOf(reportOf(1_000, round({ ...TYPICAL, prototype: 4_000 })), INGEST);
    expect(goals.filter(({ goal }) => goal.includes('idle'))).toEqual([]);
  });
});

describe('whether twice the bare insert can be reached', () => {
  const reach = (...prototypes: readonly number[]): string =>
    withinReach({
      shapes: prototypes.flatMap((prototype, at) => {
        const [shape] = reportOf(1_000 + at, round({ ...TYPICAL, prototype })).shapes;
        return shape === undefined ? [] : [shape];
      }),
    });

  test('not where the prototype itself is less than twice as fast', () => {
    expect(reach(3_600, 6_000)).toBe(
      'In the same rounds the bare prototype takes in 1.2 times (1000 × 1) and 2 times (1001 × 1) as many facts a second as express-pouchdb’s bare insert, so no server of this stack that does more than the prototype can be twice as fast as that at 1000 × 1.',
    );
  });

  test('not excluded where it is faster', () => {
    expect(reach(9_000)).toContain(
      '3 times (1000 × 1) as many facts a second as express-pouchdb’s bare insert, so twice that rate is not out of reach',
    );
  });
});
