/** Walks the tour: a professor's laptop and a student's phone on one running product, a stop after the other. */
import type { Page } from 'playwright-core';
import { film } from './filming.ts';
import type { FakeCamera } from './fake-camera.ts';
import { STOPS } from './tour.ts';
import type { Stop } from './tour/stop.ts';

export interface Walkers {
  readonly origin: string;
  readonly camera: FakeCamera;
  readonly pages: Readonly<Record<Stop['who'], Page>>;
}

/** Calls `look` at every stop with the page as it stands there. */
export async function walkTour(
  { origin, camera, pages }: Walkers,
  look: (stop: Stop, page: Page) => Promise<void>,
): Promise<void> {
  for (const stop of STOPS) {
    const page = pages[stop.who];
    const filming = stop.filmed === true ? film(await codeScreen(pages.professor, origin), camera) : null;
    await stop.lead(page, origin);
    await filming?.stop();
    await look(stop, page);
  }
}

async function codeScreen(page: Page, origin: string): Promise<Page> {
  const toCode = STOPS.find(({ name }) => name === 'present');
  await toCode?.lead(page, origin);
  return page;
}
