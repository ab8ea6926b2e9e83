/** The server-anchored clock of a device, and whether the device's own clock jumped (TIME2). */
import { betterSample, isJump, sampleOffset } from '@hazri/domain';
import type { OffsetSample } from '@hazri/domain';

export interface ClockMemory {
  /** The sample that `anchoredNow` stands on; null before the first exchange. */
  readonly best: OffsetSample | null;
  /** The newest sample, against which the next one shows a jump. */
  readonly last: OffsetSample | null;
  /** The latest raw device time seen, epoch ms: earlier than this means that the clock went backwards. */
  readonly latest: number;
  /** A jump was seen since the last exchange; facts made meanwhile say so. */
  readonly jumped: boolean;
}

export const NEW_CLOCK: ClockMemory = { best: null, last: null, latest: 0, jumped: false };

/** Device time minus this many ms may repeat without being a jump: timers are rounded against fingerprinting. */
const ROUNDING_MS = 100;

/** Takes note of the device's clock, as every fact and every exchange does. */
export function noteDeviceTime(clock: ClockMemory, deviceNow: number): ClockMemory {
  const wentBack = deviceNow < clock.latest - ROUNDING_MS;
  return {
    ...clock,
    latest: wentBack ? deviceNow : Math.max(clock.latest, deviceNow),
    jumped: clock.jumped || wentBack,
  };
}

/**
 * Wall and monotonic clock may disagree by this much about one round trip. More means that the phone slept or
 * its clock was set in between: such a sample proves nothing either way and isn't taken.
 */
const ROUND_TRIP_TOLERANCE_MS = 1_000;

export interface TimedExchange {
  /** Raw device clock, epoch ms. */
  readonly sentAt: number;
  readonly answeredAt: number;
  /** The same span by the monotonic clock, ms. */
  readonly roundTripMs: number;
  readonly serverTime: number;
}

/** Takes the sample of one exchange. A jump since the one before makes older samples worthless. */
export function noteExchange(clock: ClockMemory, exchange: TimedExchange): ClockMemory {
  const wallMs = exchange.answeredAt - exchange.sentAt;
  if (Math.abs(wallMs - exchange.roundTripMs) > ROUND_TRIP_TOLERANCE_MS) {
    return noteDeviceTime(clock, exchange.answeredAt);
  }
  const next = sampleOffset(exchange);
  const jumped =
    noteDeviceTime(clock, exchange.sentAt).jumped || (clock.last !== null && isJump(clock.last, next));
  return {
    best: jumped || clock.best === null ? next : betterSample(clock.best, next),
    last: next,
    latest: exchange.answeredAt,
    jumped: false,
  };
}

/** Server time minus device time, ms; 0 before the first exchange. */
export function offsetMs(clock: ClockMemory): number {
  return clock.best?.offsetMs ?? 0;
}
