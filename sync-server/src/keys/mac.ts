/**
 * HMAC-SHA256 of short messages (RFC 2104) by two one-shot digests: `createHmac` makes three objects for each MAC, which
 * costs more than the digests do, and the collector of garbage has to visit each of them.
 */
import { hash } from 'node:crypto';
import { assert } from '@hazri/domain';

/** The MAC of a message under one key, 32 bytes. */
export type Mac = (message: Uint8Array | string) => Uint8Array;

const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;
const INNER_PAD = 0x36;
const OUTER_PAD = 0x5c;

/** @param key of at most 64 bytes: a longer one would have to be digested first */
export function makeMac(key: Uint8Array): Mac {
  assert(key.length <= BLOCK_BYTES, 'a key fits a block');
  const inner = padded(key, INNER_PAD, 0);
  const outer = padded(key, OUTER_PAD, DIGEST_BYTES);
  return (message) => {
    const bytes = typeof message === 'string' ? Buffer.from(message) : message;
    // Digests as text of one byte a character: as bytes each would be a buffer of its own.
    outer.write(hash('sha256', Buffer.concat([inner, bytes]), 'binary'), BLOCK_BYTES, 'binary');
    return Buffer.from(hash('sha256', outer, 'binary'), 'binary');
  };
}

function padded(key: Uint8Array, pad: number, room: number): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES + room, pad).fill(0, BLOCK_BYTES);
  key.forEach((byte, at) => (block[at] = byte ^ pad));
  return block;
}
