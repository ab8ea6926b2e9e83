/** The whole product in this process: the real server on a free port, demo data, the built web, a movable clock. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfig, startServer } from '@hazri/sync-server';
import type { RunningServer } from '@hazri/sync-server';
import { serveWebOnly } from './serve-web-only.ts';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const SERVER_PACKAGE = join(ROOT, 'sync-server');
/** The built web; `WEB_DIR` names another build. */
export const WEB_BUILD = process.env['WEB_DIR'] ?? join(ROOT, 'web', 'build');

export interface Product {
  readonly origin: string;
  readonly server: RunningServer;
  /** Epoch ms; everything the demo data holds is older. */
  readonly startedAt: number;
  /** The server's clock runs at real speed, shifted by `ms`. */
  moveClock(ms: number): void;
  /** Stops the server and starts it again on the same data and port, with another build of the web app. */
  restart(webDir: string): Promise<void>;
  /**
   * Stops the server; until the next `restart` its port serves this build of the web app without the API.
   * @param isSilent for a path: its connection is taken and never answered
   */
  serveWebOnly(webDir: string, isSilent?: (path: string) => boolean): Promise<void>;
  /** A fresh folder that goes when the product is stopped. */
  tempDir(name: string): string;
  stop(): Promise<void>;
}

/** @param environment settings such as `QR_ROTATION_INTERVAL`, read as the product reads them */
export async function startProduct(environment: Readonly<Record<string, string>> = {}): Promise<Product> {
  const base = mkdtempSync(join(tmpdir(), 'hazri-product-'));
  let shiftMs = 0;
  const start = (port: number, webDir: string): Promise<RunningServer> => {
    if (!existsSync(join(webDir, '200.html'))) {
      throw new Error('The web app is not built: run `pnpm build` first (`pnpm test` does).');
    }
    // Neither ORIGIN nor DATA_DIR: demo mode, so that the accounts exist; its data still goes to a folder of this run.
    const config = readConfig(
      { ...environment, PORT: String(port), WEB_DIR: webDir },
      { packageDir: SERVER_PACKAGE },
    );
    if (!config.ok) throw new Error(config.reason);
    return startServer({
      config: { ...config.value, dataDir: join(base, 'data') },
      clock: { now: () => Date.now() + shiftMs },
      usesThreads: true,
    });
  };
  let server = await start(0, WEB_BUILD);
  let close = (): Promise<void> => server.close();
  const { port } = server;
  return {
    origin: `http://localhost:${port}`,
    startedAt: Date.now(),
    get server() {
      return server;
    },
    moveClock: (ms) => {
      shiftMs = ms;
    },
    restart: async (webDir) => {
      await close();
      server = await start(port, webDir);
      close = () => server.close();
    },
    serveWebOnly: async (webDir, isSilent) => {
      await close();
      close = await serveWebOnly(webDir, port, isSilent);
    },
    tempDir: (name) => mkdtempSync(join(base, `${name}-`)),
    stop: async () => {
      await close();
      rmSync(base, { recursive: true, force: true });
    },
  };
}
