/**
 * A camera whose picture tests decide: Chromium plays a Y4M file as its fake capture device, and rewriting the
 * file's frames in place changes the live stream.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { PNG } from 'pngjs';

const WIDTH = 640;
const HEIGHT = 480;
const FRAMES = 2;
const HEADER = `YUV4MPEG2 W${WIDTH} H${HEIGHT} F30:1 Ip A1:1 C420jpeg\n`;
const FRAME_HEADER = 'FRAME\n';
const FRAME_BYTES = (WIDTH * HEIGHT * 3) / 2;
const GREY = 118;

export interface FakeCamera {
  readonly file: string;
  /** Points the camera at a picture (PNG bytes), fitted into the frame on a grey wall. */
  show(png: Buffer): void;
  /** Points it at the wall. */
  showNothing(): void;
  close(): void;
}

export function createFakeCamera(file: string): FakeCamera {
  const fd = openSync(file, 'w+');
  writeSync(fd, HEADER, 0);
  const write = (frame: Buffer): void => {
    for (let index = 0; index < FRAMES; index += 1) {
      const at = HEADER.length + index * (FRAME_HEADER.length + FRAME_BYTES);
      writeSync(fd, FRAME_HEADER, at);
      writeSync(fd, frame, 0, frame.length, at + FRAME_HEADER.length);
    }
  };
  const showNothing = (): void => write(wall());
  showNothing();
  return { file, show: (png) => write(fit(PNG.sync.read(png))), showNothing, close: () => closeSync(fd) };
}

/** One grey I420 frame. */
function wall(): Buffer {
  const frame = Buffer.alloc(FRAME_BYTES, 128);
  frame.fill(GREY, 0, WIDTH * HEIGHT);
  return frame;
}

/** The picture's luma, box-averaged into the frame with a margin; colour is dropped (codes have none). */
function fit(picture: PNG): Buffer {
  const frame = wall();
  const scale = Math.min((WIDTH - 16) / picture.width, (HEIGHT - 16) / picture.height);
  const width = Math.floor(picture.width * scale);
  const height = Math.floor(picture.height * scale);
  const left = (WIDTH - width) >> 1;
  const top = (HEIGHT - height) >> 1;
  for (let y = 0; y < height; y += 1) {
    const y0 = Math.floor(y / scale);
    const y1 = Math.min(picture.height, Math.max(y0 + 1, Math.floor((y + 1) / scale)));
    for (let x = 0; x < width; x += 1) {
      const x0 = Math.floor(x / scale);
      const x1 = Math.min(picture.width, Math.max(x0 + 1, Math.floor((x + 1) / scale)));
      frame[(top + y) * WIDTH + left + x] = averageLuma(picture, x0, x1, y0, y1);
    }
  }
  return frame;
}

function averageLuma(picture: PNG, x0: number, x1: number, y0: number, y1: number): number {
  let sum = 0;
  for (let y = y0; y < y1; y += 1) {
    for (let x = x0; x < x1; x += 1) {
      const at = (y * picture.width + x) * 4;
      const red = picture.data[at] ?? 0;
      const green = picture.data[at + 1] ?? 0;
      const blue = picture.data[at + 2] ?? 0;
      sum += 0.299 * red + 0.587 * green + 0.114 * blue;
    }
  }
  return Math.round(sum / ((y1 - y0) * (x1 - x0)));
}
