/** In which encoding is a text file written? Excel alone writes three. */

export interface DecodedText {
  readonly text: string;
  readonly encoding: 'UTF-8' | 'UTF-16' | 'Windows-1252';
}

/** Bytes that are looked at for zeros; ASCII in UTF-16 has one in every two. */
const SNIFFED_BYTES = 2_000;
const ZERO_SHARE = 0.2;

/** By its byte order mark, else by the zeros of UTF-16, else UTF-8 if it is that but for a few bytes, else what Windows writes in the west. */
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
    const repaired = new TextDecoder('utf-8').decode(bytes);
    return isMostlyUtf8(repaired)
      ? { text: repaired, encoding: 'UTF-8' }
      : { text: new TextDecoder('windows-1252').decode(bytes), encoding: 'Windows-1252' };
  }
}

/** Lists glued together or cut off have a few bytes that are no UTF-8; a letter of Windows-1252 hardly ever is UTF-8. */
function isMostlyUtf8(repaired: string): boolean {
  const broken = repaired.split('\ufffd').length - 1;
  const whole = repaired.match(/[^\u0000-\u007f\ufffd]/gu)?.length ?? 0;
  return whole > broken;
}

function utf16(bytes: Uint8Array, label: 'utf-16le' | 'utf-16be'): DecodedText {
  return { text: new TextDecoder(label).decode(bytes), encoding: 'UTF-16' };
}
