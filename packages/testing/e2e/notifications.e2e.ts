/** Feature "notifications": a session that begins is told, reading all on one device reads it on another, and a push opens its page. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from '../src/chromium.ts';
import { PROFESSOR, startAdHoc, STUDENT } from './kit/people.ts';
import { openStage } from './kit/stage.ts';
import type { Person, Stage } from './kit/stage.ts';

describe.runIf(findChromium() !== null)('notifications', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage.close());

  test('[NOTE1] [NOTE5] [NOTE6] told on every device, read on every device, and by push', async () => {
    const professor = await stage.visitOnce(PROFESSOR);
    const phone = await stage.visitOnce(STUDENT);
    const tablet = await stage.visitOnce(STUDENT);
    await startAdHoc(professor.page);
    for (const { page } of [phone, tablet]) {
      await page.getByRole('link', { name: 'News' }).first().click();
      await page.getByRole('heading', { name: 'News', level: 1 }).waitFor();
      await page.getByText('has begun. Scan the code in the room.').first().waitFor();
    }
    await phone.page.getByRole('button', { name: 'Mark all read' }).click();
    for (const { page } of [phone, tablet])
      await expect.poll(() => page.locator('[data-testid="nav-count"]').count(), { timeout: 15_000 }).toBe(0);

    const message = {
      id: '01a2008c-fed0-7501-b48f-f3e04b55e9dd',
      kind: 'below_threshold',
      at: Date.now(),
      language: 'te',
      audience: 'student',
      classId: '01a2008d-7400-784b-b2c0-49438eadcbd7',
      sessionId: null,
      className: 'CS301 <img src=x onerror=alert(1)>',
      after: null,
      percent: 71,
    };
    await deliver(phone, stage.product.origin, JSON.stringify(message));
    await expect
      .poll(() => shown(phone), { timeout: 15_000 })
      .toEqual([
        {
          title: message.className,
          body: 'మీ హాజరు 71 %కి తగ్గింది.',
          path: `/student/classes/${message.classId}`,
        },
      ]);
  });
});

/** As the browser's push service would, through the debugging protocol. */
async function deliver({ context, page }: Person, origin: string, data: string): Promise<void> {
  await context.grantPermissions(['notifications', 'camera'], { origin });
  // A worker that is still being installed hears nothing.
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  const session = await context.newCDPSession(page);
  const registered = new Promise<string>((resolve) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [first] = registrations;
      if (first !== undefined) resolve(first.registrationId);
    });
  });
  await session.send('ServiceWorker.enable');
  await session.send('ServiceWorker.deliverPushMessage', { origin, registrationId: await registered, data });
}

function shown({ page }: Person): Promise<unknown> {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    const notifications = await registration.getNotifications();
    return notifications.map(({ title, body, data }) => ({
      title,
      body,
      path: (data as { readonly path: string }).path,
    }));
  });
}
