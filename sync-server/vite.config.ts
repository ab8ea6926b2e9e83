import { defineConfig } from 'vite';

/** What the product runs, its command and its threads: workspace packages are bundled in, dependencies stay in node_modules. */
export default defineConfig({
  build: {
    ssr: true,
    outDir: 'dist',
    target: 'node22',
    sourcemap: true,
    emptyOutDir: true,
    rolldownOptions: {
      input: {
        main: 'src/main.ts',
        hazri: 'src/hazri.ts',
        // Threads of their own; those who start them find them beside the others.
        'commit-worker': 'src/db/commit-worker.ts',
        'signature-worker': 'src/keys/signature-worker.ts',
        'read-file-worker': 'src/roster/reading/read-file-worker.ts',
      },
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
  ssr: { target: 'node', noExternal: [/^@hazri\//] },
});
