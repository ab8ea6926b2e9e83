/** API: health, a session's code and list, the older system's routes and pages; the readable documentation. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { findChromium } from '../src/chromium.ts';
import { PASSWORD, PROFESSOR, STUDENT } from './kit/people.ts';
import { openStage } from './kit/stage.ts';
import type { Stage } from './kit/stage.ts';

interface Answer {
  readonly success: boolean;
  readonly session_id: string;
  readonly class_id: string;
  readonly token: string;
  readonly message: string;
  readonly outcome: string;
  readonly status: string;
  readonly attendance: readonly { readonly student_id: string }[];
  readonly sessions: readonly { readonly id: string }[];
  readonly classes: readonly { readonly id: string; readonly course: string; readonly role: string }[];
}

/** A client without a browser: JSON and a cookie, nothing else. */
function client(origin: string) {
  let cookie = '';
  return async (method: 'GET' | 'POST', path: string, body?: unknown): Promise<Answer> => {
    const response = await fetch(`${origin}${path}`, {
      method,
      headers: { cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    expect(response.ok, `${method} ${path} answers ${response.status}`).toBe(true);
    cookie = response.headers.get('set-cookie')?.split(';', 1)[0] ?? cookie;
    return (await response.json()) as Answer;
  };
}

describe.runIf(findChromium() !== null)('API', () => {
  let stage: Stage;
  let page: Page;
  beforeAll(async () => {
    stage = await openStage();
    // Its addresses are answered by the server, whatever a service worker that is being installed would do.
    page = await (await stage.browser.newContext({ serviceWorkers: 'block' })).newPage();
  }, 60_000);
  afterAll(() => stage.close());

  test('GET /api/health, GET /api/sessions/:id/qr and /attendance, and the older system’s routes: a session from start to end', async () => {
    const { origin } = stage.product;
    const professor = client(origin);
    const student = client(origin);
    expect((await professor('GET', '/api/health')).status).toBe('ok');
    await professor('POST', '/auth/login', { email: PROFESSOR, password: PASSWORD, role: 'professor' });
    await student('POST', '/auth/login', { email: STUDENT, password: PASSWORD, role: 'student' });
    const { classes } = await professor('GET', '/api/classes');
    const taught = classes.find(({ role }) => role === 'professor');
    const startsAt = Date.now() + 60_000;
    const { id } = (await professor('POST', `/api/classes/${taught?.id}/sessions`, {
      startsAt,
      durationMinutes: 50,
    })) as unknown as { readonly id: string };
    const started = await professor('POST', `/professor/sessions/${id}/activate`, {});
    expect(started.session_id).toBe(id);
    const shown = await professor('GET', `/api/sessions/${id}/qr`);
    const scanned = await student('POST', '/student/scan/process', { qr_data: shown.token });
    // The demo's class asks for two frames, and a route sees one.
    expect([scanned.success, scanned.outcome]).toEqual([true, 'review']);
    await professor('POST', `/professor/sessions/${id}/complete`, {});
    const list = await professor('GET', `/api/sessions/${id}/attendance`);
    expect([list.status, list.attendance.length]).toEqual(['completed', 60]);
  });

  test('the older system’s pages lead to those that do their work, and logging out asks', async () => {
    const { origin } = stage.product;
    const leads = async (on: Page, path: string, to: string) => {
      await on.goto(`${origin}${path}`);
      await on.waitForURL(`${origin}${to}`);
      // The page stands: leaving while it is on its way would let the two navigations meet.
      await on.getByRole('heading', { level: 1 }).first().waitFor();
    };
    await leads(page, '/auth/student/login', '/login');
    await leads(page, '/auth/professor/register', '/register?role=professor');
    await page.getByLabel('Staff number').waitFor();
    const { page: own } = await stage.visitOnce(PROFESSOR);
    await leads(own, '/professor/dashboard', '/professor/today');
    await leads(own, '/professor/classes/create', '/professor/classes/new');
    await leads(own, '/professor/sessions', '/professor/schedule');
    await own.goto(`${origin}/professor/nowhere`);
    await own.getByRole('heading', { level: 1 }).waitFor();
    expect(new URL(own.url()).pathname).toBe('/professor/nowhere');
    await own.goto(`${origin}/auth/logout`);
    await own.getByText('You are signed in on this device as').waitFor();
    await own.getByRole('button', { name: 'Log out' }).click();
    await own.waitForURL(`${origin}/login`);
    await own.getByLabel('E-mail').waitFor();
    await leads(own, '/professor/today', '/login?next=%2Fprofessor%2Ftoday');
  });

  test('the documentation is a page to read, with every route and no script', async () => {
    const problems: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    await page.goto(`${stage.product.origin}/api/docs`);
    await page.getByText('/student/scan/process').click();
    await page.getByText('qr_data').waitFor();
    await page.getByText('code_refused').first().waitFor();
    expect(await page.locator('script').count()).toBe(0);
    expect(await page.locator('details').count()).toBeGreaterThan(80);
    expect(problems).toEqual([]);
  });
});
