/**
 * What the Scan screen is doing, from opening the camera to a durable fact.
 *
 *   starting ──▶ looking ──enough or patience ends──▶ saving ──durable──▶ done ──again──▶ starting
 *       └──▶ no_camera        looking ──same session as before──▶ done (already)
 */
import {
  DEFAULT_POLICY,
  expiresAt,
  readCode,
  tokenTime,
  type CodeFault,
  type FactId,
  type ScanBody,
  type Token,
  type TokenTextFault,
} from '@hazri/domain';
import type { Device } from '../../device/device.ts';
import type { CameraFault, CameraReading } from '../../platform/camera.ts';
import { myScans } from '../live/records.ts';
import { CameraControl } from './camera-control.svelte.ts';
import {
  addReading,
  agreedToken,
  isEnough,
  NO_READINGS,
  patienceMs,
  statedReadings,
  type Collection,
  type Wanted,
} from './collect-readings.ts';
import { earlierScan, scanOfToken } from './earlier-scan.ts';
import { whoseCode } from './whose-code.ts';

export interface Done {
  readonly name: 'done';
  readonly factId: FactId;
  /** Raw device time of the earlier scan of the same session; null when this one was stated now. */
  readonly alreadyAt: number | null;
  /** When the code was shown, if that is so long ago that it is worth saying; else null. */
  readonly oldAt: number | null;
  readonly kept: 'disk' | 'memory';
}

export type Phase =
  | { readonly name: 'starting' }
  | { readonly name: 'looking'; readonly holding: boolean }
  | { readonly name: 'saving' }
  | { readonly name: 'no_camera'; readonly fault: CameraFault }
  | Done;

export type Hint = CodeFault | TokenTextFault;

/** A code that ended this long ago is still stated (the server decides), but the screen says so. */
const OLD_AFTER_MS = 2 * 60_000;
const HINT_SHOWN_MS = 4_000;
const VIBRATE_MS = 80;

export class ScanScreen {
  phase = $state.raw<Phase>({ name: 'starting' });
  hint = $state.raw<Hint | null>(null);
  readonly camera = new CameraControl();
  readonly #device: Device;
  #collection: Collection = NO_READINGS;
  /** What the class asks for; null until the phone has looked it up. */
  #wanted: Wanted | null = null;
  #patience: ReturnType<typeof setTimeout> | undefined;
  #hintTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(device: Device) {
    this.#device = device;
  }

  async start(video: HTMLVideoElement): Promise<void> {
    this.stop();
    this.phase = { name: 'starting' };
    const fault = await this.camera.open(
      video,
      () => this.#device.clock.deviceNow(),
      (reading) => void this.read(reading),
    );
    if (fault !== null) this.phase = { name: 'no_camera', fault };
    else if (this.camera.isOpen) this.phase = { name: 'looking', holding: false };
  }

  stop(): void {
    this.camera.stop();
    this.#collection = NO_READINGS;
    this.#wanted = null;
    clearTimeout(this.#patience);
  }

  /** One text that the camera read. Only our own codes are looked at; no address is ever opened. */
  async read({ text, atMs }: CameraReading): Promise<void> {
    if (this.phase.name !== 'looking') return;
    const code = readCode(text, location.origin);
    if (!code.ok) {
      if (this.#collection.startedAtMs === null) this.#showHint(code.reason);
      return;
    }
    const isFirst = this.#collection.startedAtMs === null;
    this.#collection = addReading(this.#collection, code.value, atMs);
    const token = agreedToken(this.#collection);
    if (token === null) return;
    if (isFirst) await this.#begin(token);
    if (this.#wanted === null || !isEnough(this.#collection, this.#wanted)) return;
    performance.mark('hazri:read');
    await this.#finish(token);
  }

  /** States a code opened as a link at `atMs` (raw device time). */
  async readLink(tokenText: string, token: Token, atMs: number): Promise<void> {
    if (await this.#showEarlier(token, tokenText)) return;
    await this.#state({ tokens: [{ text: tokenText, gapMs: 0 }], scannedAt: atMs, how: 'link' }, token);
  }

  async typed(body: Extract<ScanBody, { how: 'typed' }>): Promise<void> {
    this.stop();
    await this.#state(body, null);
  }

  async #begin(token: Token): Promise<void> {
    this.phase = { name: 'looking', holding: true };
    this.hint = null;
    if (await this.#showEarlier(token)) return;
    const [sessions, classes] = await this.#known();
    const owner = whoseCode(token, sessions, classes);
    if (!this.#isLooking()) return;
    this.#wanted = owner.session?.policy ?? owner.class?.policy ?? DEFAULT_POLICY;
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => void this.#finish(token), patienceMs(this.#wanted));
  }

  async #finish(fallback: Token): Promise<void> {
    if (this.phase.name !== 'looking') return;
    const collection = this.#collection;
    const token = agreedToken(collection) ?? fallback;
    const { tokens, scannedAt } = statedReadings(collection, this.#wanted ?? DEFAULT_POLICY);
    const body = { tokens, scannedAt: Math.round(scannedAt ?? this.#device.clock.deviceNow()) };
    await this.#state({ ...body, how: 'camera' }, token);
  }

  async #state(body: ScanBody, token: Token | null): Promise<void> {
    this.phase = { name: 'saving' };
    this.stop();
    const { factId, kept } = await this.#device.state('scan', body, 'now');
    performance.mark('hazri:saved');
    if ('vibrate' in navigator) navigator.vibrate(VIBRATE_MS);
    this.phase = {
      name: 'done',
      factId,
      alreadyAt: null,
      oldAt: token === null ? null : this.#oldAt(token),
      kept,
    };
  }

  /** Asked again after every wait: another reading may have finished the scan meanwhile. */
  #isLooking(): boolean {
    return this.phase.name === 'looking';
  }

  #oldAt(token: Token): number | null {
    const endedAt = expiresAt(token, DEFAULT_POLICY);
    return this.#device.clock.now() - endedAt > OLD_AFTER_MS ? tokenTime(token, DEFAULT_POLICY) : null;
  }

  /** A second scan of a session is not stated again: the first one stands, unless it wasn't counted. */
  async #showEarlier(token: Token, linkText: string | null = null): Promise<boolean> {
    const [facts, scans] = await Promise.all([
      myScans(this.#device.outbox),
      this.#device.replica.ofStudent('scan', this.#device.account.id),
    ]);
    const same = linkText === null ? null : scanOfToken(linkText, facts);
    const earlier = same ?? earlierScan(token.ref, facts, scans);
    if (earlier === null || this.phase.name === 'done' || this.phase.name === 'saving') return false;
    this.stop();
    this.phase = {
      name: 'done',
      factId: earlier.id,
      alreadyAt: earlier.scannedAt,
      oldAt: null,
      kept: 'disk',
    };
    return true;
  }

  #known() {
    return Promise.all([this.#device.replica.ofType('session'), this.#device.replica.ofType('class')]);
  }

  #showHint(hint: Hint): void {
    this.hint = hint;
    clearTimeout(this.#hintTimer);
    this.#hintTimer = setTimeout(() => (this.hint = null), HINT_SHOWN_MS);
  }
}
