import { expect, test } from 'vitest';
import { FAULT_KINDS } from './acts.ts';
import { LIVE_FATES } from './live-wires.ts';
import { FATES, WEATHERS } from './network.ts';
import { sweep } from './sweep.ts';

/** `pnpm sim --seeds N` runs any number. */
const SEEDS = Number(process.env['SIM_SEEDS'] ?? 300);
const TIMEOUT_MS = 900_000;
const SHRINKING_TRIES = 60;

test(
  `[FACT1] [SYNC1] [SYNC4] [SYNC5] in ${SEEDS} histories nothing is lost and all hold the same record`,
  { timeout: TIMEOUT_MS },
  async () => {
    const { counts, failures, histories } = await sweep({
      from: 1,
      count: SEEDS,
      bug: null,
      shrinkTries: SHRINKING_TRIES,
      tellsKnown: false,
    });
    expect(failures.map(({ told }) => told).join('\n\n')).toBe('');
    expect(histories).toBe(SEEDS);
    // A sweep without faults would prove nothing.
    const wanted = [
      ...FAULT_KINDS,
      ...FATES,
      ...LIVE_FATES,
      ...WEATHERS.map((kind) => `spell: ${kind}`),
      'kept in memory',
      'quota used up',
      'database closed',
      'commits refused by the disk',
      'disk: slow',
      'ids taken before their scan was sent',
      'held back and found out',
      'first receipts honoured after a restore',
      'pokes with news',
      'pokes that were no news',
      'replicas kept current by pokes',
    ];
    expect(wanted.filter((what) => !counts.has(what))).toEqual([]);
  },
);
