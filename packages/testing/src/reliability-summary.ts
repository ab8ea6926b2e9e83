/**
 * What each suite that breaks things on purpose has to show, as its `--json file` writes it. The last runs are
 * committed in docs/reliability; `pnpm reliability` makes docs/reliability.md of them.
 */
import * as z from 'zod/mini';

const count = z.int().check(z.nonnegative());
/** How often, by what; kinds are words for people. */
const counts = z.record(z.string().check(z.maxLength(120)), count);

/** `pnpm sim --json f` */
export const simulationSummary = z.strictObject({
  suite: z.literal('simulation'),
  /** The first seed. */
  from: count,
  histories: count,
  counts,
  /** Seeds that broke a rule. */
  failed: z.array(count),
});

/** `pnpm sim --planted --json f` */
export const plantedSummary = z.strictObject({
  suite: z.literal('planted'),
  from: count,
  /** Seeds tried for each bug. */
  limit: count,
  bugs: z.array(
    z.strictObject({
      name: z.string(),
      meaning: z.string(),
      seed: z.nullable(count),
      rule: z.nullable(z.string()),
    }),
  ),
});

/** `pnpm test:crash --json f`: real processes killed for real. */
export const crashSummary = z.strictObject({
  suite: z.literal('crash'),
  /** The seed of the first round. */
  from: count,
  rounds: count,
  /** Kills by what was killed. */
  kills: counts,
  /** Facts whose people were told "saved", over all kills, and those of them that were gone afterwards. */
  saved: count,
  lost: count,
  /** Facts of these that a device was told are durable. */
  acknowledged: count,
  /** Seeds of rounds in which something did not hold. */
  failed: z.array(count),
});

/** `pnpm test:hostile --json f` */
export const hostileSummary = z.strictObject({
  suite: z.literal('hostile'),
  /** Inputs tried, by kind. */
  inputs: counts,
  /** Tests that failed. */
  failed: count,
  cases: z.array(
    z.strictObject({
      /** As the test is named, with the groups around it and its rule ids. */
      name: z.string(),
      state: z.enum(['passed', 'failed', 'skipped']),
      /**
       * What the server was heard to answer, sorted, each once: `413 body_too_large`, `rejected token_bad_mac`.
       * Empty where a test looks at something else (memory, frames).
       */
      answers: z.array(z.string()),
    }),
  ),
});

export const reliabilitySummary = z.discriminatedUnion('suite', [
  simulationSummary,
  plantedSummary,
  crashSummary,
  hostileSummary,
]);

export type SimulationSummary = z.infer<typeof simulationSummary>;
export type PlantedSummary = z.infer<typeof plantedSummary>;
export type CrashSummary = z.infer<typeof crashSummary>;
export type HostileSummary = z.infer<typeof hostileSummary>;
export type ReliabilitySummary = z.infer<typeof reliabilitySummary>;
export type Suite = ReliabilitySummary['suite'];

export const SUITES: readonly Suite[] = ['simulation', 'planted', 'crash', 'hostile'];
