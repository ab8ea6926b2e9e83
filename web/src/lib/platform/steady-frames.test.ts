import { describe, expect, it } from 'vitest';
import { steadyFrames } from './steady-frames.ts';

/** A video whose browser calls for frames only when the test says so, and a clock in the test's hands. */
function stage() {
  const promised = new Map<number, VideoFrameRequestCallback>();
  const waiting = new Map<() => void, number>();
  let nowMs = 1_000;
  let handles = 0;
  const video = {
    currentTime: 3,
    readyState: 4,
    videoWidth: 720,
    videoHeight: 480,
    requestVideoFrameCallback: (callback: VideoFrameRequestCallback) => {
      promised.set((handles += 1), callback);
      return handles;
    },
    cancelVideoFrameCallback: (handle: number) => void promised.delete(handle),
  };
  const wait = (ms: number, run: () => void) => void waiting.set(run, nowMs + ms);
  const end = steadyFrames(video, { now: () => nowMs, after: wait, nextFrame: (run) => wait(16, run) });
  return {
    video,
    pass(ms: number) {
      nowMs += ms;
      for (const [run, at] of waiting) if (at <= nowMs && waiting.delete(run)) run();
    },
    frame() {
      const at = { presentationTime: nowMs, expectedDisplayTime: nowMs, mediaTime: 0, width: 1, height: 1, presentedFrames: 1 }; // prettier-ignore
      const due = [...promised.values()];
      promised.clear();
      for (const callback of due) callback(nowMs, at);
    },
    promised,
    waiting,
    end,
  };
}

/** Asks for frame after frame, as a scanner does. */
function follow({ video }: ReturnType<typeof stage>): VideoFrameCallbackMetadata[] {
  const seen: VideoFrameCallbackMetadata[] = [];
  const next = (): void => {
    video.requestVideoFrameCallback((_, frame) => {
      seen.push(frame);
      next();
    });
  };
  next();
  return seen;
}

describe('frames of a video', () => {
  it('are those that the browser calls for, and nothing stands in any more', () => {
    const here = stage();
    const seen = follow(here);
    here.pass(400);
    here.frame();
    here.frame();
    expect(seen.map(({ presentedFrames }) => presentedFrames)).toEqual([1, 1]);
    here.pass(60_000);
    expect(seen).toHaveLength(2);
    expect(here.waiting.size).toBe(0);
  });

  it('are those of the screen where the browser never calls', () => {
    const here = stage();
    const seen = follow(here);
    here.pass(499);
    expect(seen).toHaveLength(0);
    here.pass(1);
    expect(seen).toEqual([
      { presentationTime: 1_500, expectedDisplayTime: 1_500, mediaTime: 3, width: 720, height: 480, presentedFrames: 0 }, // prettier-ignore
    ]);
    here.pass(16);
    here.pass(16);
    expect(seen).toHaveLength(3);
    expect(here.promised.size).toBe(1);
  });

  it('are the browser’s again once it calls, each told once', () => {
    const here = stage();
    const seen = follow(here);
    here.pass(500);
    // The one that was asked for at first, and has been told of a stand-in.
    here.frame();
    expect(seen).toHaveLength(1);
    here.pass(16);
    here.pass(60_000);
    here.frame();
    expect(seen.map(({ presentedFrames }) => presentedFrames)).toEqual([0, 0, 1]);
  });

  it('are waited for as long as the video shows nothing', () => {
    const here = stage();
    here.video.readyState = 1;
    const seen = follow(here);
    here.pass(500);
    here.pass(500);
    expect(seen).toHaveLength(0);
    here.video.readyState = 2;
    here.pass(500);
    expect(seen).toHaveLength(1);
  });

  it('are left to the browser alone when the watch is over', () => {
    const here = stage();
    here.end();
    const seen = follow(here);
    here.pass(60_000);
    expect(seen).toHaveLength(0);
    here.frame();
    expect(seen).toHaveLength(1);
  });

  it('end when they are called off', () => {
    const here = stage();
    let told = 0;
    const handle = here.video.requestVideoFrameCallback(() => (told += 1));
    here.video.cancelVideoFrameCallback(handle);
    here.pass(5_000);
    here.frame();
    expect(told).toBe(0);
    expect(here.waiting.size).toBe(0);
  });
});
