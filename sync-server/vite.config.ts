import { defineConfig } from 'vite';

/** One file for the product: workspace packages are bundled in, dependencies stay in node_modules. */
export default defineConfig({
  build: {
    ssr: 'src/main.ts',
    outDir: 'dist',
    target: 'node22',
    sourcemap: true,
    emptyOutDir: true,
    rolldownOptions: { output: { entryFileNames: 'main.js' } },
  },
  ssr: { target: 'node', noExternal: [/^@hazri\//] },
});
