/**
 * A browser may promise to call for every frame of a video and never call for one that comes from a camera (WebKitGTK 2.50):
 * the picture moves on the screen, and nothing is ever read. Until it has called once, frames of the screen stand in.
 */

/** Of `readyState`: the video shows a picture. */
const HAVE_CURRENT_DATA = 2;
/** A video that shows a picture has told of a frame by then. */
const SILENT_AFTER_MS = 500;

type FramesOf = Pick<
  HTMLVideoElement,
  | 'cancelVideoFrameCallback'
  | 'currentTime'
  | 'readyState'
  | 'requestVideoFrameCallback'
  | 'videoHeight'
  | 'videoWidth'
>;

interface Around {
  readonly now: () => number;
  readonly after: (ms: number, run: () => void) => void;
  readonly nextFrame: (run: () => void) => void;
}

const BROWSER: Around = {
  now: () => performance.now(),
  after: (ms, run) => void setTimeout(run, ms),
  nextFrame: (run) => void requestAnimationFrame(run),
};

/**
 * Call before anybody asks for frames of `video`.
 * @returns ends the watch over it; to be called when the video does
 */
export function steadyFrames(video: FramesOf, { now, after, nextFrame }: Around = BROWSER): () => void {
  if (!('requestVideoFrameCallback' in video)) return () => undefined;
  const request = video.requestVideoFrameCallback.bind(video);
  const cancel = video.cancelVideoFrameCallback.bind(video);
  const open = new Map<number, VideoFrameRequestCallback>();
  let mode: 'waiting' | 'video' | 'screen' | 'over' = 'waiting';
  let standIns = 0;

  function tell(handle: number, at: number, frame: VideoFrameCallbackMetadata): void {
    const callback = open.get(handle);
    open.delete(handle);
    callback?.(at, frame);
  }

  function askVideo(): number {
    const handle = request((at, frame) => {
      // It may also be one that was asked for long ago, whose asker has been told of a stand-in.
      if (mode !== 'over') mode = 'video';
      tell(handle, at, frame);
    });
    return handle;
  }

  function askScreen(): number {
    // The browser's own handles are positive.
    const handle = -(standIns += 1);
    nextFrame(() => tell(handle, now(), frameNow()));
    return handle;
  }

  function watch(): void {
    if (mode !== 'waiting') return;
    if (video.readyState < HAVE_CURRENT_DATA) {
      after(SILENT_AFTER_MS, watch);
      return;
    }
    mode = 'screen';
    for (const handle of [...open.keys()]) tell(handle, now(), frameNow());
  }

  video.requestVideoFrameCallback = (callback) => {
    const handle = mode === 'screen' ? askScreen() : askVideo();
    open.set(handle, callback);
    return handle;
  };
  video.cancelVideoFrameCallback = (handle) => {
    open.delete(handle);
    if (handle > 0) cancel(handle);
  };
  after(SILENT_AFTER_MS, watch);
  return () => {
    mode = 'over';
    video.requestVideoFrameCallback = request;
    video.cancelVideoFrameCallback = cancel;
  };

  function frameNow(): VideoFrameCallbackMetadata {
    const at = now();
    return {
      presentationTime: at,
      expectedDisplayTime: at,
      mediaTime: video.currentTime,
      width: video.videoWidth,
      height: video.videoHeight,
      presentedFrames: 0,
    };
  }
}
