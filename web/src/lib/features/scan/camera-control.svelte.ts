/** The open camera of a screen: its torch, its other lens, and that what an earlier opening still delivers is dropped. */
import type { Camera, CameraFault, CameraReading } from '../../platform/camera.ts';

export class CameraControl {
  hasTorch = $state(false);
  torchOn = $state(false);
  hasSecond = $state(false);
  #camera: Camera | null = null;
  /** Bumped by `stop`. */
  #opening = 0;

  /** @returns the fault, or null; null too when `stop` came first, and then nothing is open */
  async open(
    video: HTMLVideoElement,
    deviceNow: () => number,
    onReading: (reading: CameraReading) => void,
  ): Promise<CameraFault | null> {
    this.stop();
    const opening = this.#opening;
    const { openCamera } = await import('../../platform/camera.ts');
    const opened = await openCamera(video, deviceNow, onReading);
    if (opening !== this.#opening) {
      if (opened.ok) opened.value.stop();
      return null;
    }
    if (!opened.ok) return opened.reason;
    const camera = opened.value;
    this.#camera = camera;
    void Promise.all([camera.hasTorch(), camera.hasSecond()]).then(([torch, second]) => {
      this.hasTorch = torch;
      this.hasSecond = second;
    });
    return null;
  }

  get isOpen(): boolean {
    return this.#camera !== null;
  }

  stop(): void {
    this.#opening += 1;
    this.#camera?.stop();
    this.#camera = null;
    this.torchOn = false;
  }

  async toggleTorch(): Promise<void> {
    try {
      await this.#camera?.setTorch(!this.torchOn);
      this.torchOn = !this.torchOn;
    } catch {
      this.hasTorch = false;
    }
  }

  async flip(): Promise<void> {
    await this.#camera?.flip();
  }
}
