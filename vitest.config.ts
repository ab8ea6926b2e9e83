import { defineConfig } from 'vitest/config';
import { WEB_PROJECTS } from './web/vitest.config.ts';
import { ClosingLineReporter } from './packages/testing/src/closing-line-reporter.ts';

const BROWSER_CHECK = `${import.meta.dirname}/packages/testing/src/browser-check.ts`;
const SIMULATION = 'src/sim/**/*.test.ts';

/** One runner for the whole workspace: `pnpm test`, or `vitest run --project domain`. */
export default defineConfig({
  test: {
    reporters: ['default', new ClosingLineReporter()],
    projects: [
      ...['domain', 'sync-protocol', 'sync-client'].map((name) => ({
        test: { name, root: `packages/${name}`, include: ['src/**/*.test.ts'] },
      })),
      {
        test: {
          name: 'sync-server',
          root: 'sync-server',
          include: ['src/**/*.test.ts'],
          testTimeout: 20_000,
        },
      },
      ...WEB_PROJECTS,
      {
        test: {
          name: 'testing',
          root: 'packages/testing',
          include: ['src/**/*.test.ts', 'bench/*.test.ts'],
          exclude: [SIMULATION],
          testTimeout: 20_000,
          globalSetup: [BROWSER_CHECK],
        },
      },
      {
        test: {
          name: 'sim',
          root: 'packages/testing',
          include: [SIMULATION],
          // The sweep takes all cores for itself (sweep.ts): after those that wait for a browser, not beside them.
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'e2e',
          root: 'packages/testing',
          include: ['e2e/**/*.e2e.ts'],
          globalSetup: [BROWSER_CHECK],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          // Each file starts a server and a browser of its own; two cores carry one at a time.
          fileParallelism: false,
          // Apart from everything else: a phone that gets no processor time sees no frames.
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'crash',
          root: 'packages/testing',
          include: ['crash/**/*.crash.ts'],
          globalSetup: [BROWSER_CHECK],
          testTimeout: 300_000,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'sick',
          root: 'packages/testing',
          include: ['sick/**/*.sick.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'hostile',
          root: 'packages/testing',
          include: ['hostile/**/*.hostile.ts'],
          setupFiles: [`${import.meta.dirname}/packages/testing/hostile/kit/note-heard.ts`],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          // They measure memory and answers under attack: one at a time, apart from everything else.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
