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

export interface FrameWatch {
  /** Age of the frame that the video shows at this moment, ms. */
  ageMs(): number;
  stop(): void;
}

/**
 * Follows the frames of a video. Callbacks of one frame run in the order of their requests and this one asks a whole
 * frame ahead, so whoever draws the video inside such a callback finds the moments of that very frame here.
 */
export function watchFrames(video: HTMLVideoElement): FrameWatch {
  let latest: FrameMoments | null = null;
  let handle: number | null = null;
  const follow = (): void => {
    handle = video.requestVideoFrameCallback((_, frame) => {
      latest = frame;
      follow();
    });
  };
  if ('requestVideoFrameCallback' in video) follow();
  return {
    ageMs: () => frameAgeMs(latest, performance.now()),
    stop() {
      if (handle !== null) video.cancelVideoFrameCallback(handle);
    },
  };
}
