/** A WebSocket by hand: handshakes and frames that no client library would let through. */
import { randomBytes } from 'node:crypto';
import type { Reply } from './raw-socket.ts';
import { ORIGIN } from './school.ts';

const CLOSE_FRAME = 0x88;
const MASK_BIT = 0x80;
const PLAIN_LENGTH = 125;
const SHORT_LENGTH = 0xffff;

export interface Handshake {
  readonly method?: string;
  readonly path?: string;
  /** undefined leaves a header out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

export function handshake(cookie: string, { method = 'GET', path = '/api/live', headers = {} }: Handshake = {}): string {
  const all: Readonly<Record<string, string | undefined>> = {
    Host: 'hazri.test',
    Origin: ORIGIN,
    Cookie: cookie,
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}\r\n`]));
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`;
} // prettier-ignore

export interface Frame {
  /** First byte: FIN, RSV and opcode; 0x81 is a whole text. */
  readonly first: number;
  readonly payload?: Uint8Array;
  readonly masked?: boolean;
  /** What the frame says its length is. */
  readonly claimedLength?: bigint;
}

export function frame({
  first,
  payload = new Uint8Array(0),
  masked = true,
  claimedLength,
}: Frame): Uint8Array {
  const length = claimedLength ?? BigInt(payload.length);
  const bit = masked ? MASK_BIT : 0;
  const head = Buffer.alloc(length <= PLAIN_LENGTH ? 2 : length <= SHORT_LENGTH ? 4 : 10);
  head[0] = first;
  if (head.length === 2) head[1] = bit | Number(length);
  else if (head.length === 4) {
    head[1] = bit | 126;
    head.writeUInt16BE(Number(length), 2);
  } else {
    head[1] = bit | 127;
    head.writeBigUInt64BE(length, 2);
  }
  if (!masked) return Buffer.concat([head, payload]);
  const mask = randomBytes(4);
  return Buffer.concat([head, mask, payload.map((byte, at) => byte ^ (mask[at & 3] ?? 0))]);
}

/** The code of the close frame that ends a reply (RFC 6455 §7.4); null when there is none. */
export function closeCode({ text }: Reply): number | null {
  const bytes = Buffer.from(text.slice(text.indexOf('\r\n\r\n') + 4), 'latin1');
  const at = bytes.lastIndexOf(CLOSE_FRAME);
  return at < 0 || bytes.length < at + 4 ? null : bytes.readUInt16BE(at + 2);
}
