import type { Connect } from '@hazri/sync-client';

/** The browser's own: our server, same origin, cookie included. */
export const connectLive: Connect = ({ onOpen, onMessage, onClose }) => {
  const socket = new WebSocket(new URL('/api/live', location.href.replace(/^http/, 'ws')));
  socket.onopen = onOpen;
  socket.onmessage = ({ data }: MessageEvent<unknown>) => {
    onMessage(data);
  };
  socket.onclose = onClose;
  return () => {
    socket.close();
  };
};
