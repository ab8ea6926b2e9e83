/** qr-scanner's own engine, for where WebAssembly is refused. */
import QrScanner from 'qr-scanner';
import type { Decoder } from './open-decoder.ts';

export function stockDecoder(): Decoder {
  const qrEngine = QrScanner.createQrEngine();
  const canvas = document.createElement('canvas');
  return {
    decode: (picture) =>
      QrScanner.scanImage(picture, { qrEngine, canvas, returnDetailedScanResult: true }).then(
        ({ data }) => data,
        () => null,
      ),
    close: () => void qrEngine.then((engine) => engine instanceof Worker && engine.terminate()),
  };
}
