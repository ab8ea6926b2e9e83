import { defineConfig } from 'vitest/config';

/** One runner for the whole workspace: `pnpm test`, or `vitest run --project domain`. */
export default defineConfig({
  test: {
    projects: [
      ...['domain', 'sync-protocol', 'sync-client'].map((name) => ({
        test: { name, root: `packages/${name}`, include: ['src/**/*.test.ts'] },
      })),
      { test: { name: 'sync-server', root: 'sync-server', include: ['src/**/*.test.ts'], testTimeout: 20_000 } },
      { test: { name: 'testing', root: 'packages/testing', include: ['src/**/*.test.ts'], testTimeout: 20_000 } },
    ],
  },
});
