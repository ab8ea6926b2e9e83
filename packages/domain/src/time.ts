/** When did it really happen? Offsets, corrections and clock jumps (SPEC.md, TIME). All values in milliseconds. */

/** An offset that changes by more than this, beyond drift, is a jump (TIME2). */
export const JUMP_TOLERANCE_MS = 2_000;
/** Honest quartz: 50 parts per million. */
export const DRIFT_RATE = 50e-6;

/** One measurement of server time minus the device's raw clock. */
export interface OffsetSample {
  readonly offsetMs: number;
  /** The offset is right within ± this. */
  readonly errorMs: number;
  /** Raw device clock when it was measured. */
  readonly deviceTime: number;
}

/** One exchange as the server saw it. */
export interface Exchange {
  /** Raw device clock at sending. */
  readonly sentAt: number;
  /** Server clock at receipt. */
  readonly receivedAt: number;
}

/** Offsets before and after a jump: server time minus raw device clock. */
export interface ClockJump {
  readonly beforeOffsetMs: number;
  readonly afterOffsetMs: number;
}

/**
 * A device's claim in server time (TIME3): the server's receipt minus the age that the device gives its claim.
 * A constant error of the device's clock cancels out. Nothing is claimed later than it was received.
 */
export function correctClaim(claim: {
  readonly claimedAt: number;
  readonly sentAt: number;
  readonly receivedAt: number;
}): number {
  return Math.min(claim.receivedAt, claim.receivedAt - (claim.sentAt - claim.claimedAt));
}

/**
 * The offset that one exchange shows (TIME2): server time minus the middle of the round trip, ± half of it.
 * A clock that went backwards during the exchange makes the sample worthless: its error is infinite.
 * @param exchange `sentAt`, `answeredAt` raw device clock; `serverTime` as the answer says
 */
export function sampleOffset(exchange: {
  readonly sentAt: number;
  readonly answeredAt: number;
  readonly serverTime: number;
}): OffsetSample {
  const { sentAt, answeredAt, serverTime } = exchange;
  const roundTripMs = answeredAt - sentAt;
  return {
    offsetMs: serverTime - (sentAt + answeredAt) / 2,
    errorMs: roundTripMs < 0 ? Number.POSITIVE_INFINITY : roundTripMs / 2,
    deviceTime: answeredAt,
  };
}

/**
 * The sample to keep (TIME2); the older one's error has grown by drift since. After a jump keep neither
 * of the old ones. @param a kept so far @param b measured later
 */
export function betterSample<S extends { readonly errorMs: number; readonly deviceTime?: number }>(
  a: S,
  b: S,
): S {
  const ageMs = Math.max(0, (b.deviceTime ?? 0) - (a.deviceTime ?? 0));
  return a.errorMs + ageMs * DRIFT_RATE < b.errorMs ? a : b;
}

/**
 * Whether the device's clock was changed between two measurements (TIME2): the offset moved by more than
 * 2 s + 50 ppm of the time between (beyond what the samples can be wrong by), or the clock went backwards.
 */
export function isJump(
  prev: { readonly offsetMs: number; readonly deviceTime: number; readonly errorMs?: number },
  next: { readonly offsetMs: number; readonly deviceTime: number; readonly errorMs?: number },
): boolean {
  if (next.deviceTime < prev.deviceTime) return true;
  const passedMs = Math.max(0, next.deviceTime + next.offsetMs - (prev.deviceTime + prev.offsetMs));
  const uncertaintyMs = (prev.errorMs ?? 0) + (next.errorMs ?? 0);
  return Math.abs(next.offsetMs - prev.offsetMs) > JUMP_TOLERANCE_MS + passedMs * DRIFT_RATE + uncertaintyMs;
}

/**
 * The jump that the server itself sees between two successive exchanges of one device, or null (TIME2).
 * @param prevExchange the last one before the fact was received; null when there was none
 */
export function clockJump(prevExchange: Exchange | null, exchange: Exchange): ClockJump | null {
  if (prevExchange === null) return null;
  const beforeOffsetMs = prevExchange.receivedAt - prevExchange.sentAt;
  const afterOffsetMs = exchange.receivedAt - exchange.sentAt;
  const jumped = isJump(
    { offsetMs: beforeOffsetMs, deviceTime: prevExchange.sentAt },
    { offsetMs: afterOffsetMs, deviceTime: exchange.sentAt },
  );
  return jumped ? { beforeOffsetMs, afterOffsetMs } : null;
}
