import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { findChromium, launchChromium } from './chromium.ts';
import { createFakeCamera } from './fake-camera.ts';
import type { FakeCamera } from './fake-camera.ts';

const installed = findChromium() !== null;
let directory = '';
let camera: FakeCamera;
let browser: Browser;
const server = createServer((_request, response) => {
  response.setHeader('content-type', 'text/html');
  response.end('<body style="margin:0"><video autoplay muted></video></body>');
});

beforeAll(async () => {
  if (!installed) return;
  directory = mkdtempSync(join(tmpdir(), 'hazri-camera-'));
  camera = createFakeCamera(join(directory, 'camera.y4m'));
  browser = await launchChromium({ cameraFile: camera.file });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});

afterAll(async () => {
  server.close();
  if (!installed) return;
  await browser.close();
  camera.close();
  rmSync(directory, { recursive: true });
});

test.runIf(installed)('the live stream shows what the camera is pointed at', async () => {
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await page.evaluate(async () => {
    const video = document.querySelector('video');
    if (video) video.srcObject = await navigator.mediaDevices.getUserMedia({ video: true });
  });
  const other = await browser.newPage();
  const picture = async (colour: string): Promise<Buffer> => {
    await other.setContent(`<div style="width:300px;height:300px;background:${colour}"></div>`);
    return other.locator('div').screenshot();
  };
  camera.show(await picture('white'));
  await expect.poll(() => centreLuma(page), { timeout: 10_000 }).toBeGreaterThan(220);
  camera.show(await picture('black'));
  await expect.poll(() => centreLuma(page), { timeout: 10_000 }).toBeLessThan(40);
});

function centreLuma(page: Page): Promise<number> {
  return page.evaluate(() => {
    const video = document.querySelector('video');
    const canvas = document.createElement('canvas');
    canvas.width = 8;
    canvas.height = 8;
    const context = canvas.getContext('2d');
    if (!video || !context || video.videoWidth === 0) return 128;
    context.drawImage(video, video.videoWidth / 2 - 4, video.videoHeight / 2 - 4, 8, 8, 0, 0, 8, 8);
    return context.getImageData(4, 4, 1, 1).data[0] ?? 128;
  });
}
