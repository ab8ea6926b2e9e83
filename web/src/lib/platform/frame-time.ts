/**
 * When was the picture taken that is on the canvas now? Decoding takes its time, more so on a busy phone, and SCAN7
 * compares pictures by the moment at which they were taken.
 */

/** What `requestVideoFrameCallback` tells of a frame, on the clock of `performance.now()`. */
export interface FrameMoments {
  /** When the camera took it; only some browsers know. */
  readonly captureTime?: number;
  /** When the browser handed it to the screen. */
  readonly presentationTime: number;
}

/** A frame said to be older than this, or of the future, is one of a browser that counts otherwise. */
export const MAX_FRAME_AGE_MS = 1_000;

/** How long before `grabbedAtMs` the frame was taken; 0 where nothing credible is known. */
export function frameAgeMs(frame: FrameMoments | null, grabbedAtMs: number): number {
  if (frame === null) return 0;
  const { captureTime, presentationTime } = frame;
  const ages = [captureTime, presentationTime].flatMap((at) => (at === undefined ? [] : [grabbedAtMs - at]));
  return ages.find((age) => age >= 0 && age <= MAX_FRAME_AGE_MS) ?? 0;
}

/**
 * Calls `onFrame` with the age in ms of each frame that the video shows, one at a time: frames that come while it is at
 * work are left out.
 * @returns what ends it
 */
export function followFrames(video: HTMLVideoElement, onFrame: (ageMs: number) => Promise<void>): () => void {
  let stopped = false;
  const follow = (): void => {
    const take = (frame: FrameMoments | null): void => {
      if (!stopped) void onFrame(frameAgeMs(frame, performance.now())).then(follow, follow);
    };
    // Firefox before 132 counts no frames: each repaint is taken for one.
    if ('requestVideoFrameCallback' in video) video.requestVideoFrameCallback((_, frame) => take(frame));
    else requestAnimationFrame(() => take(null));
  };
  follow();
  return () => {
    stopped = true;
  };
}
