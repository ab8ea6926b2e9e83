/** How many cases does a property test try? `FAST_CHECK_RUNS=20000 pnpm test` for a long night. */
import fc from 'fast-check';
import { vi } from 'vitest';

export const RUNS = Number(process.env['FAST_CHECK_RUNS'] ?? 2_000);

fc.configureGlobal({ numRuns: RUNS });
// Many cases on a busy machine are slow, not wrong.
vi.setConfig({ testTimeout: 60_000 + RUNS * 30 });
