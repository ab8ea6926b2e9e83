/** The whole product in this process: the real server on a free port, demo data, the built web, a movable clock. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfig, startServer } from '@hazri/sync-server';
import type { RunningServer } from '@hazri/sync-server';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const SERVER_PACKAGE = join(ROOT, 'sync-server');
/** The built web; `WEB_DIR` names another build. */
const WEB_BUILD = process.env['WEB_DIR'] ?? join(ROOT, 'web', 'build');

export interface Product {
  readonly origin: string;
  readonly server: RunningServer;
  /** Epoch ms; everything the demo data holds is older. */
  readonly startedAt: number;
  /** The server's clock runs at real speed, shifted by `ms`. */
  moveClock(ms: number): void;
  /** A fresh folder that goes when the product is stopped. */
  tempDir(name: string): string;
  stop(): Promise<void>;
}

/** @param environment settings such as `QR_ROTATION_INTERVAL`, read as the product reads them */
export async function startProduct(environment: Readonly<Record<string, string>> = {}): Promise<Product> {
  if (!existsSync(join(WEB_BUILD, '200.html'))) {
    throw new Error('The web app is not built: run `pnpm build` first (`pnpm test` does).');
  }
  const base = mkdtempSync(join(tmpdir(), 'hazri-product-'));
  // Neither ORIGIN nor DATA_DIR: demo mode, so that the accounts exist; its data still goes to a folder of this run.
  const config = readConfig(
    { ...environment, PORT: '0', WEB_DIR: WEB_BUILD },
    { packageDir: SERVER_PACKAGE },
  );
  if (!config.ok) throw new Error(config.reason);
  let shiftMs = 0;
  const server = await startServer({
    config: { ...config.value, dataDir: join(base, 'data') },
    clock: { now: () => Date.now() + shiftMs },
  });
  return {
    origin: `http://localhost:${server.port}`,
    server,
    startedAt: Date.now(),
    moveClock: (ms) => {
      shiftMs = ms;
    },
    tempDir: (name) => mkdtempSync(join(base, `${name}-`)),
    stop: async () => {
      await server.close();
      rmSync(base, { recursive: true, force: true });
    },
  };
}
