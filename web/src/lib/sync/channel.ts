/** What pages and the service worker of one phone tell each other. */
import { parseId } from '@hazri/domain';
import type { UserId } from '@hazri/domain';

const NAME = 'hazri';

export type ChannelMessage =
  /** `synced`: the worker ended a run. `logout`: stop that person's engine everywhere (DEV4). */
  | { readonly type: 'synced' | 'logout'; readonly userId: UserId }
  /** A new version is to take over, which it can't while the worker is in the middle of a run. */
  | { readonly type: 'updating' };

export interface Channel {
  tell(message: ChannelMessage): void;
  close(): void;
}

/** @param onMessage messages of other pages and workers, never one's own */
export function openChannel(onMessage: (message: ChannelMessage) => void): Channel {
  if (!('BroadcastChannel' in globalThis)) return { tell: () => undefined, close: () => undefined };
  const channel = new BroadcastChannel(NAME);
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    const message = parseMessage(data);
    if (message !== null) onMessage(message);
  };
  return {
    tell: (message) => {
      channel.postMessage(message);
    },
    close: () => {
      channel.close();
    },
  };
}

function parseMessage(data: unknown): ChannelMessage | null {
  if (typeof data !== 'object' || data === null || !('type' in data)) return null;
  const { type } = data;
  if (type === 'updating') return { type };
  const userId = 'userId' in data ? data.userId : null;
  if ((type !== 'synced' && type !== 'logout') || typeof userId !== 'string') return null;
  const id = parseId<'user'>(userId);
  return id === null ? null : { type, userId: id };
}
