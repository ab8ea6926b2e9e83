/**
 * Which module goes into which file of the build. Left to itself the bundler makes a file of every set of modules that
 * some pages share: sixty for the scan page, each compressed alone and fetched alone. What that page needs is put into
 * one file a layer instead; the rest stays as the bundler cuts it.
 */
import { resolve } from 'node:path';

/** Later layers build on earlier ones; a module belongs to the first that reaches it. */
const LAYERS = {
  frame: ['routes/+layout.svelte', 'routes/+layout.ts', 'routes/+error.svelte'],
  device: ['lib/device/device.ts'],
  account: ['routes/student/+layout.svelte'],
  scan: ['routes/student/scan/+page.svelte', 'lib/platform/camera.ts'],
} as const;

/**
 * Kit's entry hands over its payload (version, base) before it loads the runtime that reads it at once: what holds the
 * payload, and vite's `import` that the entry calls, holds nothing else, or every page takes the server for a newer
 * version of the app.
 */
const PAYLOAD = /@sveltejs\/kit\/src\/runtime\/client\/payload\.js|vite\/preload-helper/;
/** Not Kit's own entries: it looks for them where the bundler puts them. */
const FRAMEWORK =
  /node_modules\/(?:svelte|@sveltejs\/kit|devalue|clsx|esm-env)\/(?!src\/runtime\/client\/(?:client-)?entry\.js)/;
const GENERATED = /\.svelte-kit/;

interface Graph {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null;
}

/** Groups of `output.codeSplitting`, those that must stay apart first. */
export function scanGroups() {
  let layers: ReadonlyMap<string, string> | null = null;
  const layerOf = (id: string, graph: Graph): string | null => {
    layers ??= collectLayers(graph);
    return layers.get(id) ?? null;
  };
  return [
    { name: 'payload', test: PAYLOAD, priority: 2 },
    { name: 'framework', test: FRAMEWORK, priority: 1 },
    { name: layerOf, priority: 0 },
  ];
}

function collectLayers(graph: Graph): ReadonlyMap<string, string> {
  const layers = new Map<string, string>();
  for (const [layer, roots] of Object.entries(LAYERS)) {
    const collect = (id: string): void => {
      if (layers.has(id) || FRAMEWORK.test(id) || GENERATED.test(id)) return;
      const info = graph.getModuleInfo(id);
      if (info === null) return;
      layers.set(id, layer);
      for (const imported of info.importedIds) collect(imported);
    };
    for (const root of roots) {
      const id = resolve(import.meta.dirname, 'src', root);
      if (graph.getModuleInfo(id) === null) throw new Error(`no module of the build: ${root}`);
      collect(id);
    }
  }
  return layers;
}
