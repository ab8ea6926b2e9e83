import { describe, expect, it } from 'vitest';
import { frameAgeMs, MAX_FRAME_AGE_MS } from './frame-time.ts';

describe('the age of a frame', () => {
  it('[SCAN7] counts from the moment the camera took it, where the browser knows it', () => {
    expect(frameAgeMs({ captureTime: 900, presentationTime: 960 }, 1_000)).toBe(100);
    expect(frameAgeMs({ presentationTime: 960 }, 1_000)).toBe(40);
    expect(frameAgeMs(null, 1_000)).toBe(0);
  });

  it('[SCAN7] believes no moment of the future or of long ago', () => {
    expect(frameAgeMs({ captureTime: 1_001, presentationTime: 960 }, 1_000)).toBe(40);
    expect(frameAgeMs({ captureTime: 0, presentationTime: 9_000 }, 1_000 + MAX_FRAME_AGE_MS)).toBe(0);
    expect(frameAgeMs({ presentationTime: 1_000 }, 1_000 + MAX_FRAME_AGE_MS)).toBe(MAX_FRAME_AGE_MS);
  });
});
