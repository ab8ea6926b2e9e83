/** The camera as a stream of texts read from codes: picture, torch, switch of lenses and loop. */
import { fail, ok, type Result } from '@hazri/domain';
import { openDecoder, type Decoder } from './decoder/open-decoder.ts';
import { followFrames } from './frame-time.ts';

export type CameraFault = 'denied' | 'missing' | 'in_use' | 'insecure' | 'failed';

export interface Camera {
  hasTorch(): boolean;
  setTorch(on: boolean): Promise<void>;
  hasSecond(): Promise<boolean>;
  /** Changes between the back and the front camera. */
  flip(): Promise<void>;
  stop(): void;
}

/** A text and the device time at which its picture was taken. */
export interface CameraReading {
  readonly text: string;
  readonly atMs: number;
}

type Facing = 'environment' | 'user';

/** Enough to read a code from the back row; a larger picture costs a weak phone its frame rate. */
const PICTURE = { width: { ideal: 1_280 }, height: { ideal: 720 } } as const;

/** A track's torch, which TypeScript's DOM doesn't know (Image Capture, W3C). */
interface TorchConstraints extends MediaTrackConstraintSet {
  readonly torch: boolean;
}

/**
 * Opens the camera into `video` and calls `onReading` for every picture that holds a code.
 * The fault says what a person can do about it; nothing is thrown.
 */
export async function openCamera(
  video: HTMLVideoElement,
  deviceNow: () => number,
  onReading: (reading: CameraReading) => void,
): Promise<Result<Camera, CameraFault>> {
  if (!window.isSecureContext || !('mediaDevices' in navigator)) return fail('insecure');
  const decoding = openDecoder().then((decoder) => decoder ?? openStockDecoder());
  let facing: Facing = 'environment';
  let stopped = false;

  async function show(): Promise<void> {
    release(video);
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { ...PICTURE, facingMode: { ideal: facing } },
    });
    // Turned off while the person was still being asked.
    if (stopped) {
      stopTracks(stream);
      return;
    }
    release(video);
    video.srcObject = stream;
    // A front camera is a mirror to whoever looks into it.
    video.style.transform = facing === 'user' ? 'scaleX(-1)' : '';
    await video.play();
  }

  /** A phone in a pocket keeps no camera open, and other apps may have it. */
  function onVisibility(): void {
    if (document.visibilityState === 'hidden') release(video);
    else void show().catch(() => undefined);
  }

  const unfollow = followFrames(video, async (ageMs) => {
    const atMs = deviceNow() - ageMs;
    const picture = grabSquare(video, canvas);
    const text = picture === null ? null : await (await decoding).decode(picture);
    if (text !== null && !stopped) onReading({ text, atMs });
  });
  const canvas = document.createElement('canvas');
  const stop = (): void => {
    stopped = true;
    document.removeEventListener('visibilitychange', onVisibility);
    unfollow();
    release(video);
    void decoding.then((decoder) => decoder.close());
  };
  try {
    await show();
  } catch (error) {
    stop();
    return fail(faultOf(error instanceof DOMException ? error.name : ''));
  }
  document.addEventListener('visibilitychange', onVisibility);
  return ok({
    hasTorch: () => 'torch' in (trackOf(video)?.getSettings() ?? {}),
    async setTorch(on) {
      const torch: TorchConstraints = { torch: on };
      await trackOf(video)?.applyConstraints({ advanced: [torch] });
    },
    async hasSecond() {
      const devices = await navigator.mediaDevices.enumerateDevices();
      return devices.filter(({ kind }) => kind === 'videoinput').length > 1;
    },
    async flip() {
      const before = facing;
      facing = before === 'environment' ? 'user' : 'environment';
      // The other lens may be another app's just now: then the one there was is shown again.
      await show().catch(() => {
        facing = before;
        return show();
      });
    },
    stop,
  });
}

async function openStockDecoder(): Promise<Decoder> {
  return (await import('./decoder/stock-decoder.ts')).stockDecoder();
}

/**
 * The largest square of the picture, unscaled: shrinking it would cost the distance at which a code is read.
 * @returns null while there is no picture
 */
function grabSquare(video: HTMLVideoElement, canvas: HTMLCanvasElement): HTMLCanvasElement | null {
  const { videoWidth, videoHeight } = video;
  const side = Math.min(videoWidth, videoHeight);
  if (side === 0) return null;
  if (canvas.width !== side) canvas.width = canvas.height = side;
  // Its pictures are read back one by one; the first call decides how the canvas is kept.
  const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
  const [x, y] = [(videoWidth - side) / 2, (videoHeight - side) / 2].map(Math.round);
  context?.drawImage(video, x ?? 0, y ?? 0, side, side, 0, 0, side, side);
  return canvas;
}

function trackOf(video: HTMLVideoElement): MediaStreamTrack | undefined {
  return video.srcObject instanceof MediaStream ? video.srcObject.getVideoTracks()[0] : undefined;
}

function release(video: HTMLVideoElement): void {
  if (video.srcObject instanceof MediaStream) stopTracks(video.srcObject);
  video.srcObject = null;
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

function faultOf(name: string): CameraFault {
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'missing';
    case 'NotReadableError':
    case 'AbortError':
      return 'in_use';
    default:
      return 'failed';
  }
}
