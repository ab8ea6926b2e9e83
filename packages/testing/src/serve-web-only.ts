/** The built web app on a port without its API: every call to it loses its connection. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { staticFiles } from '@hazri/sync-server';
import { Hono } from 'hono';

/**
 * Resolves once the port answers; the returned function frees it again.
 * @param isSilent for a path: its connection is taken and never answered
 */
export async function serveWebOnly(
  webDir: string,
  port: number,
  isSilent: (path: string) => boolean = () => false,
): Promise<() => Promise<void>> {
  const web = new Hono().get('*', staticFiles(webDir));
  const answer = getRequestListener(web.fetch);
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    if (isSilent(path)) return;
    if (path.startsWith('/api')) request.socket.destroy();
    else void answer(request, response);
  });
  server.listen(port);
  await once(server, 'listening');
  return async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
}
