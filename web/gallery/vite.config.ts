/** Every component on one page, for looking at: `pnpm --filter @hazri/web gallery`. No part of the product. */
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

export default defineConfig({ root: import.meta.dirname, plugins: [svelte()] });
