/** Pictures of codes that no honest screen shows, for the camera. */
import QRCode from 'qrcode';

/** A QR code of any text as PNG bytes, quiet zone included. */
export function pictureOf(text: string): Promise<Buffer> {
  return QRCode.toBuffer(text, { errorCorrectionLevel: 'M', margin: 4, width: 440 });
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The same link with one bit of its token flipped, still well-formed: only the server can tell. */
export function forged(link: string): string {
  const at = link.length - 10;
  const index = BASE32.indexOf(link.charAt(at));
  return link.slice(0, at) + BASE32.charAt(index ^ 1) + link.slice(at + 1);
}
