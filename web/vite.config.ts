/** How the app is built: a static single-page PWA, its version a hash of what it is built from. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';
import { scanGroups } from './chunks.ts';

const SOURCES = ['src', 'static', '../packages', '../pnpm-lock.yaml', 'vite.config.ts'];

/** Dexie's main file is ES5 in one piece; this is the same version for browsers with modules. */
const MODERN_DEXIE = fileURLToPath(import.meta.resolve('dexie/dist/modern/dexie.mjs'));
/** The same of workbox-window, which gives bundlers its ES5. */
const MODERN_WORKBOX = fileURLToPath(import.meta.resolve('workbox-window/build/workbox-window.prod.mjs'));

/** A timestamp would make every rebuild an "update" to every phone; equal sources are the same version. */
function contentVersion(): string {
  const hash = createHash('sha256');
  const visit = (path: string): void => {
    if (/node_modules|\.test\.|\.turbo/.test(path)) return;
    const entries = readdirIfFolder(path);
    if (entries === null) hash.update(path).update(readFileSync(path));
    else for (const entry of entries.toSorted()) visit(join(path, entry));
  };
  for (const source of SOURCES) visit(join(import.meta.dirname, source));
  return hash.digest('hex').slice(0, 12);
}

function readdirIfFolder(path: string): string[] | null {
  try {
    return readdirSync(path);
  } catch {
    return null;
  }
}

export default defineConfig({
  plugins: [
    sveltekit({
      adapter: adapter({ fallback: '200.html', precompress: true }),
      serviceWorker: { register: false },
      version: { name: process.env['HAZRI_VERSION'] ?? contentVersion(), pollInterval: 0 },
      csp: {
        mode: 'hash',
        directives: {
          'default-src': ['none'],
          'script-src': ['self', 'wasm-unsafe-eval'],
          // blob: is the fallback decoder's worker, where WebAssembly is refused.
          'worker-src': ['self', 'blob:'],
          'style-src': ['self'],
          // The one style attribute in Kit's own markup (its route announcer); base.css hides it as well.
          'style-src-attr': ['unsafe-hashes', 'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo='],
          'img-src': ['self', 'data:', 'blob:'],
          'font-src': ['self'],
          'connect-src': ['self'],
          'manifest-src': ['self'],
          'media-src': ['self', 'blob:'],
          'base-uri': ['none'],
          'form-action': ['self'],
          'object-src': ['none'],
        },
      },
    }),
  ],
  resolve: {
    alias: [
      { find: /^dexie$/, replacement: MODERN_DEXIE },
      { find: /^workbox-window$/, replacement: MODERN_WORKBOX },
    ],
  },
  environments: {
    client: {
      build: { rolldownOptions: { output: { codeSplitting: { groups: scanGroups() } } } },
    },
  },
  worker: { format: 'es' },
  server: { proxy: { '/api': { target: 'http://127.0.0.1:3000', ws: true } } },
});
