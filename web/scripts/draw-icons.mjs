/**
 * Draws the app's icons from one mark: `node scripts/draw-icons.mjs` writes static/icons/*.
 * The results are committed; run it again only when the mark changes. Needs a Chromium (CHROMIUM_PATH).
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const FOLDER = join(import.meta.dirname, '../static/icons');
const MARK = `<g fill="none" stroke="MARK" stroke-width="34" stroke-linecap="round" stroke-linejoin="round">
  <path d="M132 204v-40a32 32 0 0 1 32-32h40M308 132h40a32 32 0 0 1 32 32v40M380 308v40a32 32 0 0 1-32 32h-40M204 380h-40a32 32 0 0 1-32-32v-40"/>
  <path d="M192 262l46 46 86-100"/></g>`;

/** @param {{ back: string | null, radius: number, mark: string, scale?: number }} look */
function svg({ back, radius, mark, scale = 1 }) {
  const ground = back === null ? '' : `<rect width="512" height="512" rx="${radius}" fill="${back}"/>`;
  const shift = 256 * (1 - scale);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512">${ground}<g transform="translate(${shift} ${shift}) scale(${scale})">${MARK.replace('MARK', mark)}</g></svg>\n`;
}

const ACCENT = '#5335c0';
const any = svg({ back: ACCENT, radius: 112, mark: '#fff' });
writeFileSync(join(FOLDER, 'icon.svg'), any);

const pictures = [
  { name: 'icon-180.png', size: 180, source: svg({ back: ACCENT, radius: 0, mark: '#fff' }) },
  { name: 'icon-192.png', size: 192, source: any },
  { name: 'icon-512.png', size: 512, source: any },
  // The safe zone of a maskable icon is the inner 80 %.
  {
    name: 'maskable-512.png',
    size: 512,
    source: svg({ back: ACCENT, radius: 0, mark: '#fff', scale: 0.86 }),
  },
  { name: 'monochrome-512.png', size: 512, source: svg({ back: null, radius: 0, mark: '#000' }) },
];

const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  for (const { name, size, source } of pictures) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    await page.setContent(
      `<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${source}`,
    );
    await page.screenshot({ path: join(FOLDER, name), omitBackground: true });
    await page.close();
  }
} finally {
  await browser.close();
}
