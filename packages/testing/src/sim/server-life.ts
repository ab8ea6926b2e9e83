/** One run of the simulated server, from its start to its crash. */
import type { createApp, LivePeer, RunningServer } from '@hazri/sync-server';
import type { Chance } from './chance.ts';
import type { Deps } from './server-edge.ts';
import type { VirtualTime } from './virtual-time.ts';

/** What a server that has died answers. */
export const NEVER = new Promise<never>(() => undefined);

export interface Life {
  /** Ends with a crash. */
  readonly isAlive: () => boolean;
  readonly end: () => void;
  readonly running: RunningServer;
  readonly app: ReturnType<typeof createApp>;
  /** What the application was made of. */
  readonly deps: Deps;
  /** Live connections that have not ended. */
  readonly peers: Set<LivePeer>;
  readonly chance: Chance;
}

/** Never resolves when the life ends before. */
export function pause(time: VirtualTime, { isAlive }: Pick<Life, 'isAlive'>, ms: number): Promise<void> {
  return new Promise((resolve) => {
    time.after(ms, () => {
      if (isAlive()) resolve();
    });
  });
}
