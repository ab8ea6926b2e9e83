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

/** Kit looks for its own entries where the bundler puts them. */
const LEFT_ALONE = /node_modules\/(?:svelte|@sveltejs\/kit|devalue|clsx|esm-env)\/|\.svelte-kit/;

interface Graph {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null;
}

/** @returns what names the layer of a module, null for one that is in none */
export function scanLayers(): (id: string, graph: Graph) => string | null {
  let layers: ReadonlyMap<string, string> | null = null;
  return (id, graph) => {
    layers ??= collectLayers(graph);
    return layers.get(id) ?? null;
  };
}

function collectLayers(graph: Graph): ReadonlyMap<string, string> {
  const layers = new Map<string, string>();
  for (const [layer, roots] of Object.entries(LAYERS)) {
    const collect = (id: string): void => {
      if (layers.has(id) || LEFT_ALONE.test(id)) return;
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
