/** In which encoding is a text file written? Excel alone writes three. */

export interface DecodedText {
  readonly text: string;
  readonly encoding: 'UTF-8' | 'UTF-16' | 'Windows-1252';
}

/** Bytes that are looked at for zeros; ASCII in UTF-16 has one in every two. */
const SNIFFED_BYTES = 2_000;
const ZERO_SHARE = 0.2;

/** By its byte order mark, else by the zeros of UTF-16, else UTF-8 if it is valid, else what Windows writes in the west. */
export function decodeText(bytes: Uint8Array): DecodedText {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return utf16(bytes, 'utf-16le');
  if (first === 0xfe && second === 0xff) return utf16(bytes, 'utf-16be');
  const sniffed = bytes.subarray(0, SNIFFED_BYTES);
  const zeros = (odd: 0 | 1) => sniffed.filter((byte, at) => byte === 0 && at % 2 === odd).length;
  const many = (sniffed.length / 2) * ZERO_SHARE;
  if (zeros(1) > many && zeros(0) <= zeros(1) / 4) return utf16(bytes, 'utf-16le');
  if (zeros(0) > many && zeros(1) <= zeros(0) / 4) return utf16(bytes, 'utf-16be');
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'UTF-8' };
  } catch {
    return { text: new TextDecoder('windows-1252').decode(bytes), encoding: 'Windows-1252' };
  }
}

function utf16(bytes: Uint8Array, label: 'utf-16le' | 'utf-16be'): DecodedText {
  return { text: new TextDecoder(label).decode(bytes), encoding: 'UTF-16' };
}
