/** The decoder that decides, off the main thread: zxing compiled to WebAssembly, self-hosted. */
import { prepareZXingModule, readBarcodes, type ReadResult } from 'zxing-wasm/reader';
import { parseDecoderRequest, type DecodeAnswer, type OpenAnswer } from './decoder-messages.ts';

/** A poster with a code of its own may hang beside the screen: look at a few and prefer ours. */
const MAX_CODES_A_PICTURE = 3;
const OUR_CODE = /\/S\//i;

async function open(wasmUrl: string): Promise<OpenAnswer> {
  try {
    await prepareZXingModule({ overrides: { locateFile: () => wasmUrl }, fireImmediately: true });
    return { type: 'ready' };
  } catch {
    return { type: 'refused' };
  }
}

async function decode(id: number, picture: ImageData): Promise<DecodeAnswer> {
  const found = await codesIn(picture);
  const chosen = found.find((code) => OUR_CODE.test(code.text)) ?? found[0];
  if (chosen === undefined) return { id, type: 'qrResult', data: null, cornerPoints: [] };
  const { topLeft, topRight, bottomRight, bottomLeft } = chosen.position;
  return {
    id,
    type: 'qrResult',
    data: chosen.text,
    cornerPoints: [topLeft, topRight, bottomRight, bottomLeft],
  };
}

async function codesIn(picture: ImageData): Promise<readonly ReadResult[]> {
  try {
    const results = await readBarcodes(picture, {
      formats: ['QRCode'],
      maxNumberOfSymbols: MAX_CODES_A_PICTURE,
      tryHarder: true,
      // Codes are dark on light everywhere; looking for inverted ones doubles the time for nothing.
      tryInvert: false,
    });
    return results.filter((result) => result.isValid);
  } catch {
    return [];
  }
}

self.addEventListener('message', (event: MessageEvent<unknown>) => {
  const request = parseDecoderRequest(event.data);
  switch (request.type) {
    case 'open':
      void open(request.wasmUrl).then((answer) => self.postMessage(answer));
      break;
    case 'decode':
      void decode(request.id, request.picture).then((answer) => self.postMessage(answer));
      break;
    case 'close':
      self.close();
      break;
    case 'ignored':
      break;
  }
});
