/** A student with a real phone: Chromium on a profile of its own, a camera, the app and its service worker. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { BrowserContext, Page } from 'playwright-core';
import { codeLink, sessionRef } from '@hazri/domain';
import type { Codes } from '../src/day-key-codes.ts';
import { launchProfile } from '../src/chromium.ts';
import { createFakeCamera } from '../src/fake-camera.ts';
import { killBrowserOf } from '../src/kill-browser.ts';
import { pictureOf } from '../e2e/kit/pictures.ts';
import { PASSWORD, readyOffline, signIn } from '../e2e/kit/people.ts';
import type { Ledger } from './ledger.ts';

const FRAME_MS = 400;
const LOOK_MS = 40;
const SCAN_PATIENCE_MS = 12_000;
const RETRY_MS = 150;

export interface BrowserStudent {
  /** Scans one session after the other until told to stop. Survives kills of its browser. */
  scanUntil: (stop: AbortSignal, nextCodes: () => Promise<Codes>) => Promise<void>;
  /** SIGKILL to all its processes. @returns false when none ran at that moment */
  kill: () => Promise<boolean>;
  /** Opens the app if need be and waits until its outbox is empty. @throws after `patienceMs` */
  untilSent: (patienceMs: number) => Promise<void>;
  close: () => Promise<void>;
}

interface Options {
  readonly email: string;
  readonly origin: string;
  /** For its profile and its camera's film. */
  readonly folder: string;
  readonly ledger: Ledger;
}

/** Signs in and gets ready for rooms without network, then waits for work. */
export async function openBrowserStudent({
  email,
  origin,
  folder,
  ledger,
}: Options): Promise<BrowserStudent> {
  const profile = `${folder}/profile`;
  const camera = createFakeCamera(`${folder}/camera.y4m`);
  let context: BrowserContext | null = null;

  async function openPage(): Promise<Page> {
    context ??= await launchProfile(profile, {
      cameraFile: camera.file,
      context: { permissions: ['camera'] },
    });
    context.once('close', () => (context = null));
    return context.pages()[0] ?? context.newPage();
  }

  /** Chromium may have lost a cookie that was younger than its last save: then the app asks (ADR 0006). */
  async function signInIfAsked(page: Page): Promise<void> {
    const again = page.getByRole('link', { name: 'Sign in again' });
    const isAsked = page.url().endsWith('/login') || (await again.first().isVisible());
    if (!isAsked) return;
    await page.goto(`${origin}/login`);
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL((url) => url.pathname !== '/login', { timeout: SCAN_PATIENCE_MS });
  }

  /** Two frames in turn, as the professor's screen shows them. */
  async function filmCodes(codes: Codes, stop: AbortSignal): Promise<void> {
    for (let frame = 0; !stop.aborted; frame ^= 1) {
      camera.show(await pictureOf(codeLink(origin, codes.tokenOf(frame))));
      await sleep(FRAME_MS);
    }
    camera.showNothing();
  }

  /** @returns whether the person saw that it is saved */
  async function scanOnce(codes: Codes): Promise<boolean> {
    const done = new AbortController();
    const filming = filmCodes(codes, done.signal);
    try {
      const page = await openPage();
      await page.goto(`${origin}/student/scan`);
      await signInIfAsked(page);
      if (!page.url().endsWith('/student/scan')) await page.goto(`${origin}/student/scan`);
      const state = page.locator('[data-testid="scan-state"]');
      const deadline = Date.now() + SCAN_PATIENCE_MS;
      while (Date.now() < deadline) {
        if (await state.isVisible()) return true;
        await sleep(LOOK_MS);
      }
      return false;
    } catch {
      // The browser, or the server that its page was to sign in at, has just been killed.
      await sleep(RETRY_MS);
      return false;
    } finally {
      done.abort();
      await filming;
    }
  }

  const page = await openPage();
  await signIn(page, origin, email);
  await readyOffline(page);
  return {
    scanUntil: async (stop, nextCodes) => {
      let codes = await nextCodes();
      while (!stop.aborted) {
        if (!(await scanOnce(codes))) continue;
        ledger.saved.push({ email, ref: sessionRef(codes.sessionId) });
        codes = await nextCodes();
      }
    },
    kill: async () => {
      try {
        await killBrowserOf(profile);
        return true;
      } catch {
        return false;
      } finally {
        context = null;
      }
    },
    untilSent: async (patienceMs) => {
      const deadline = Date.now() + patienceMs;
      let waiting = -1;
      while (Date.now() < deadline) {
        try {
          const open = await openPage();
          if (!open.url().includes('/student/receipts')) await open.goto(`${origin}/student/receipts`);
          await signInIfAsked(open);
          waiting = await open.evaluate(countUnsent);
          if (waiting === 0) return;
        } catch {
          // Still starting.
        }
        await sleep(RETRY_MS);
      }
      throw new Error(`${waiting} facts of ${email} still wait on their phone`);
    },
    close: async () => {
      await context?.close();
      camera.close();
    },
  };
}

/** Runs in the page: what all outboxes of this phone hold unsent; -1 when there is none yet. */
async function countUnsent(): Promise<number> {
  const names = (await indexedDB.databases()).flatMap(({ name }) =>
    name?.startsWith('hazri-outbox-') ? name : [],
  );
  if (names.length === 0) return -1;
  const settled = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error('no database'));
    });
  let unsent = 0;
  for (const name of names) {
    const db = await settled(indexedDB.open(name));
    const facts = db.transaction('facts').objectStore('facts');
    unsent += await settled(facts.index('state').count('unsent'));
    db.close();
  }
  return unsent;
}
