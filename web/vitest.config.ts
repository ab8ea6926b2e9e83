/** The app's tests: `web` in node (IndexedDB stood in for), `web-browser` in a real Chromium. */
import { existsSync } from 'node:fs';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import type { TestProjectInlineConfiguration } from 'vitest/config';

const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

const OPEN_ALL_WORDS = `${import.meta.dirname}/src/lib/words/testing/open-all.ts`;

const chromium = playwright({
  launchOptions: {
    // Without one here Playwright looks for its own.
    ...(existsSync(CHROMIUM) ? { executablePath: CHROMIUM } : {}),
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
  },
});

/** Also what the workspace's own config runs. */
export const WEB_PROJECTS: TestProjectInlineConfiguration[] = [
  {
    plugins: [svelte()],
    test: {
      name: 'web',
      setupFiles: [OPEN_ALL_WORDS],
      root: import.meta.dirname,
      include: ['src/**/*.test.ts'],
      exclude: ['src/**/*.browser.test.ts'],
    },
  },
  {
    plugins: [svelte()],
    optimizeDeps: {
      // Found only while a test already runs, each of these would reload its page from under it.
      include: [
        'dexie',
        'qr-scanner',
        'qrcode',
        'zxing-wasm/reader',
        '@hazri/sync-protocol > zod/mini',
        'bits-ui',
        'axe-core',
      ],
    },
    test: {
      name: 'web-browser',
      setupFiles: [OPEN_ALL_WORDS],
      root: import.meta.dirname,
      include: ['src/**/*.browser.test.ts'],
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        provider: chromium,
        instances: [{ browser: 'chromium' }],
      },
    },
  },
];

export default defineConfig({ test: { projects: WEB_PROJECTS } });
