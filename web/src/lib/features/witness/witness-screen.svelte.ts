/**
 * What the Witness screen is doing: the camera looks for receipts, one after the other; each is confirmed by a tap,
 * since the witness vouches for the face and not for the phone.
 */
import type { SessionId, UserId } from '@hazri/domain';
import type { Person } from '@hazri/sync-protocol';
import type { Device } from '../../device/device.ts';
import type { CameraFault } from '../../platform/camera.ts';
import { CameraControl } from '../scan/camera-control.svelte.ts';
import type { EnrolmentRow, ScanRow } from '../live/records.ts';
import { readReceipt, type ReceiptReading } from './read-receipt.ts';

type FoundReceipt = Extract<ReceiptReading, { kind: 'receipt' }>;

export type WitnessPhase =
  | { readonly name: 'starting' }
  | { readonly name: 'looking' }
  | { readonly name: 'found'; readonly found: FoundReceipt }
  | { readonly name: 'no_camera'; readonly fault: CameraFault };

type People = () => { readonly enrolments: readonly EnrolmentRow[]; readonly scans: readonly ScanRow[] };

export interface Witnessed {
  readonly studentId: UserId;
  readonly person: Person | null;
}

const HINT_SHOWN_MS = 4_000;
const VIBRATE_MS = 80;

export class WitnessScreen {
  phase = $state.raw<WitnessPhase>({ name: 'starting' });
  hint = $state.raw<'other_session' | 'no_receipt' | null>(null);
  /** Newest first. */
  done = $state.raw<readonly Witnessed[]>([]);
  readonly camera = new CameraControl();
  readonly #device: Device;
  readonly #sessionId: SessionId;
  readonly #people: People;
  #hintTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(device: Device, sessionId: SessionId, people: People) {
    this.#device = device;
    this.#sessionId = sessionId;
    this.#people = people;
  }

  async start(video: HTMLVideoElement): Promise<void> {
    const fault = await this.camera.open(
      video,
      () => this.#device.clock.deviceNow(),
      ({ text }) => this.read(text),
    );
    if (fault !== null) this.phase = { name: 'no_camera', fault };
    else if (this.camera.isOpen) this.phase = { name: 'looking' };
  }

  stop(): void {
    this.camera.stop();
    clearTimeout(this.#hintTimer);
  }

  read(text: string): void {
    if (this.phase.name !== 'looking') return;
    const reading = readReceipt(text, location.origin, { sessionId: this.#sessionId, ...this.#people() });
    if (reading.kind !== 'receipt') {
      this.#showHint(reading.kind);
      return;
    }
    if (this.done.some(({ studentId }) => studentId === reading.studentId)) return;
    if ('vibrate' in navigator) navigator.vibrate(VIBRATE_MS);
    this.phase = { name: 'found', found: reading };
  }

  /** A receipt opened as a link by the phone's own camera. */
  readLink(receipt: string): void {
    this.phase = { name: 'looking' };
    this.read(`${location.origin.toUpperCase()}/R/${receipt}`);
  }

  /** The person on the screen stands in the room. */
  async confirm(found: FoundReceipt): Promise<void> {
    await this.#device.state('witness', { receipt: found.receipt }, 'now');
    this.done = [{ studentId: found.studentId, person: found.person }, ...this.done];
    this.again();
  }

  again(): void {
    this.phase = { name: this.camera.isOpen ? 'looking' : 'starting' };
    this.hint = null;
  }

  #showHint(hint: 'other_session' | 'no_receipt'): void {
    this.hint = hint;
    clearTimeout(this.#hintTimer);
    this.#hintTimer = setTimeout(() => (this.hint = null), HINT_SHOWN_MS);
  }
}
