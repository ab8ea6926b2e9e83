/**
 * What a term is on the device of a professor with six classes: in Chromium with a CPU four times slower, on the built
 * app, from signing in until everything is there, and then screen by screen.
 */
import { readConfig, startServer } from '@hazri/sync-server';
import type { RunningServer } from '@hazri/sync-server';
import type { Page } from 'playwright-core';
import { PASSWORD, signIn } from '../e2e/kit/people.ts';
import { launchChromium } from '../src/chromium.ts';
import { freePort } from '../src/free-port.ts';
import { WEB_BUILD } from '../src/product.ts';
import { median } from './figures.ts';
import { SERVER_PACKAGE, termEnvironment } from './term-config.ts';
import type { TermReady } from './term-messages.ts';

/** Of a cheap phone to this machine, roughly. */
const SLOWER = 4;
const RUNS = 3;
const PROFESSOR = 'professor0@acem.ac.in';
const SYNC_WITHIN_MS = 180_000;

export interface Screen {
  readonly name: string;
  /** From asking for it until it stands and the page has nothing more to do. */
  readonly ms: number;
  readonly elements: number;
}

export interface PhoneFigures {
  readonly firstSyncMs: number;
  /** Of IndexedDB, as the browser counts it. */
  readonly storedBytes: number;
  readonly screens: readonly Screen[];
}

export async function measurePhone(
  dataDir: string,
  { classIds, lastSessionId }: Pick<TermReady, 'classIds' | 'lastSessionId'>,
): Promise<PhoneFigures> {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const environment = { ...termEnvironment(dataDir), ORIGIN: origin, PORT: String(port), WEB_DIR: WEB_BUILD };
  const config = readConfig(environment, { packageDir: SERVER_PACKAGE });
  if (!config.ok) throw new Error(config.reason);
  const server = await startServer({ config: config.value, usesThreads: true, print: () => undefined });
  const browser = await launchChromium();
  try {
    await givePassword(server);
    const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
    const began = performance.now();
    await signIn(page, origin, PROFESSOR);
    await page
      .locator('[data-testid="ready-offline"][data-ready="true"]')
      .waitFor({ timeout: SYNC_WITHIN_MS });
    const firstSyncMs = performance.now() - began;
    const storedBytes = await page.evaluate(storedHere);
    const ofClass = `/professor/classes/${classIds[0] ?? ''}`;
    const screens: Screen[] = [];
    for (const [name, path] of [
      ['today', '/professor/today'],
      ['schedule', '/professor/schedule'],
      ['classes', '/professor/classes'],
      ['a class', ofClass],
      ['a session', `/professor/sessions/${lastSessionId}`],
      ['a report', `${ofClass}/reports`],
      ['news', '/professor/notifications'],
    ] as const)
      screens.push({ name, ...(await openScreen(page, `${origin}${path}`)) });
    return { firstSyncMs, storedBytes, screens };
  } finally {
    await browser.close();
    await server.close();
  }
}

/** The people of a made college have none. */
async function givePassword({ deps }: RunningServer): Promise<void> {
  const args = [await deps.passwords.hash(PASSWORD), PROFESSOR];
  await deps.writer.run((turn) =>
    turn.commit([{ sql: 'UPDATE users SET password_hash = ? WHERE email = ?', args }]),
  );
}

async function openScreen(page: Page, address: string): Promise<Omit<Screen, 'name'>> {
  const taken: number[] = [];
  let elements = 0;
  for (let run = 0; run < RUNS; run += 1) {
    const at = performance.now();
    await page.goto(address);
    await page.locator('main h1').first().waitFor();
    elements = await page.evaluate(whenIdle);
    taken.push(performance.now() - at);
  }
  return { ms: median(taken), elements };
}

/** In the page. */
async function storedHere(): Promise<number> {
  const estimate: StorageEstimate & { readonly usageDetails?: { readonly indexedDB?: number } } =
    await navigator.storage.estimate();
  return estimate.usageDetails?.indexedDB ?? Number.NaN;
}

/** In the page. @returns how many elements there are when it has nothing more to do */
function whenIdle(): Promise<number> {
  return new Promise((resolve) =>
    requestAnimationFrame(() => requestIdleCallback(() => resolve(document.querySelectorAll('*').length))),
  );
}
