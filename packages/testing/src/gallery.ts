/** The page of all components, served from its sources: it is no part of the built product. */
import { resolve } from 'node:path';
import { createServer } from 'vite';

export interface OpenGallery {
  readonly url: string;
  close(): Promise<void>;
}

export async function openGallery(): Promise<OpenGallery> {
  const server = await createServer({
    configFile: resolve(import.meta.dirname, '../../../web/gallery/vite.config.ts'),
    server: { host: '127.0.0.1', port: 0, hmr: false },
    logLevel: 'error',
  });
  await server.listen();
  const url = server.resolvedUrls?.local[0];
  if (url === undefined) throw new Error('the gallery has no address');
  return { url, close: () => server.close() };
}
