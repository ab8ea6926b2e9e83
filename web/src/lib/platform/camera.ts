/** The camera as a stream of texts read from codes; qr-scanner gives picture, torch, switch and loop. */
import QrScanner from 'qr-scanner';
import { fail, ok, type Result } from '@hazri/domain';
import { openDecoder, type Decoder } from './decoder/open-decoder.ts';
import { watchFrames } from './frame-time.ts';
import { steadyFrames } from './steady-frames.ts';

export type CameraFault = 'denied' | 'missing' | 'in_use' | 'insecure' | 'failed';

export interface Camera {
  hasTorch(): Promise<boolean>;
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

/** Above what cameras deliver, so that every frame is drawn in its own callback and its moment is known. */
const MAX_SCANS_PER_SECOND = 120;

// Only the overload with a worker path is deprecated.
// eslint-disable-next-line @typescript-eslint/no-deprecated
const stockEngine = QrScanner.createQrEngine.bind(QrScanner);

/** qr-scanner's own engine, where WebAssembly is refused. */
function stockDecoder(): Decoder {
  const qrEngine = stockEngine();
  const canvas = document.createElement('canvas');
  return {
    decode: (picture) =>
      QrScanner.scanImage(picture, { qrEngine, canvas, returnDetailedScanResult: true }).then(
        ({ data }) => data,
        () => null,
      ),
    close: () => void qrEngine.then((engine) => engine instanceof Worker && engine.terminate()),
  };
}

/** The largest square of the picture, unscaled: shrinking it would cost the distance at which a code is read. */
function squareOf(video: HTMLVideoElement): QrScanner.ScanRegion {
  const side = Math.min(video.videoWidth, video.videoHeight);
  return {
    x: Math.round((video.videoWidth - side) / 2),
    y: Math.round((video.videoHeight - side) / 2),
    width: side,
    height: side,
    downScaledWidth: side,
    downScaledHeight: side,
  };
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
  const opening = openDecoder().then((decoder) => decoder ?? stockDecoder());
  const endWatch = steadyFrames(video);
  const frames = watchFrames(video);
  let stopped = false;
  const engine = {
    // The frame has just been drawn: now is when its age is known, whatever decoding takes.
    async detect() {
      const atMs = deviceNow() - frames.ageMs();
      const text = await (await opening).decode(scanner.$canvas);
      if (text !== null && !stopped) onReading({ text, atMs });
      return [];
    },
  };
  // qr-scanner asks this static for the engine of every scanner: the seam where our decoder goes in.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  QrScanner.createQrEngine = () => opening.then(() => engine);
  const scanner = new QrScanner(video, () => undefined, {
    returnDetailedScanResult: true,
    preferredCamera: 'environment',
    maxScansPerSecond: MAX_SCANS_PER_SECOND,
    calculateScanRegion: squareOf,
    onDecodeError: () => undefined,
  });
  // Its pictures are read back one by one; the first call decides how the canvas is kept.
  scanner.$canvas.getContext('2d', { alpha: false, willReadFrequently: true });
  const stop = (): void => {
    stopped = true;
    scanner.destroy();
    frames.stop();
    endWatch();
    void opening.then((decoder) => decoder.close());
  };
  try {
    await scanner.start();
  } catch {
    stop();
    return fail(await whyNoCamera());
  }
  let facing: QrScanner.FacingMode = 'environment';
  return ok({
    hasTorch: () => scanner.hasFlash(),
    setTorch: (on) => (on ? scanner.turnFlashOn() : scanner.turnFlashOff()),
    hasSecond: async () => (await QrScanner.listCameras(false)).length > 1,
    flip: async () => {
      facing = facing === 'environment' ? 'user' : 'environment';
      await scanner.setCamera(facing);
    },
    stop,
  });
}

/** qr-scanner hides the browser's reason; one more request brings it out. */
async function whyNoCamera(): Promise<CameraFault> {
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ video: true, audio: false });
    for (const track of stream.getTracks()) track.stop();
    return 'failed';
  } catch (error) {
    return faultOf(error instanceof DOMException ? error.name : '');
  }
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
