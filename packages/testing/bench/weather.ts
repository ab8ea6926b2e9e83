/** Sends a crowd to one server and says how it went there. */
import { cpuUsage } from 'node:process';
import type { CrowdMember, CrowdResult } from './crowd.ts';
import { sendCrowd } from './crowd.ts';
import { quantile } from './figures.ts';
import type { ServerProcess } from './server-process.ts';

/** A server that a crowd is sent to. */
export interface Target {
  readonly process: ServerProcess;
  readonly port: number;
}

/** What a crowd found at one server. */
export interface Weathered {
  /** From the first connection until the last fact was acknowledged. */
  readonly durableMs: number;
  readonly factsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly slowestMs: number;
  readonly upBytesPerPhone: number;
  readonly downBytesPerPhone: number;
  /** All of its CPU time until the crowd is served and whoever watches has everything. */
  readonly cpuMicrosPerFact: number;
  /** Of the crowd’s own process, until the last answer. */
  readonly loadMicrosPerFact: number;
  readonly peakResidentBytes: number;
  /** Tries that were answered 503. */
  readonly refusals: number;
}

/** @param until what else has to be over, before CPU time is read and the crowd leaves */
export async function weather(
  { process, port }: Target,
  members: readonly CrowdMember[],
  facts: number,
  until?: Promise<unknown>,
): Promise<{ readonly weathered: Weathered; readonly result: CrowdResult }> {
  const before = await process.usage();
  const idle = cpuUsage();
  const result = await sendCrowd(port, members);
  const load = cpuUsage(idle);
  try {
    await until;
    const after = await process.usage();
    const trips = result.served.map(({ roundTripMs }) => roundTripMs);
    const weathered: Weathered = {
      durableMs: result.seconds * 1_000,
      factsPerSecond: facts / result.seconds,
      p50Ms: quantile(trips, 0.5),
      p99Ms: quantile(trips, 0.99),
      slowestMs: Math.max(...trips),
      upBytesPerPhone: result.upBytes / members.length,
      downBytesPerPhone: result.downBytes / members.length,
      cpuMicrosPerFact: (after.cpuMicros - before.cpuMicros) / facts,
      loadMicrosPerFact: (load.user + load.system) / facts,
      peakResidentBytes: after.peakResidentBytes,
      refusals: result.served.reduce((sum, { refusals }) => sum + refusals, 0),
    };
    return { weathered, result };
  } finally {
    result.leave();
  }
}
