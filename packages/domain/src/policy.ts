/** How a class takes attendance; a snapshot travels inside `session.opened`. All times in milliseconds. */
export interface Policy {
  /** A new step (and nonce) begins every `rotationMs`; whole seconds. */
  readonly rotationMs: number;
  /** A token is valid for `expiryMs` from the start of its step. */
  readonly expiryMs: number;
  /** One picture is shown for `frameMs` inside a step. */
  readonly frameMs: number;
  /** Later than this after `startsAt` is late. */
  readonly lateAfterMs: number;
  /** Ask for two different frames in one scan (SCAN7). */
  readonly twoFrames: boolean;
  /** What a scan that was not received in time becomes (SCAN11). */
  readonly offlineScans: 'accept' | 'review';
}

export const DEFAULT_POLICY: Policy = {
  rotationMs: 30_000,
  expiryMs: 30_000,
  frameMs: 2_000,
  lateAfterMs: 5 * 60_000,
  twoFrames: true,
  offlineScans: 'accept',
};
