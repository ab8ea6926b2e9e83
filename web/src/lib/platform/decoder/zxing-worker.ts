/** The decoder that decides, off the main thread: zxing compiled to WebAssembly, self-hosted. */
import { prepareZXingModule, readBarcodes, type ReadResult } from 'zxing-wasm/reader';
import { parseDecoderRequest, type DecoderAnswer, type DecoderRequest } from './decoder-messages.ts';

/** A poster with a code of its own may hang beside the screen: look at a few and prefer ours. */
const MAX_CODES_A_PICTURE = 3;
const OUR_CODE = /\/S\//i;

async function open(wasmUrl: string): Promise<DecoderAnswer> {
  try {
    await prepareZXingModule({ overrides: { locateFile: () => wasmUrl }, fireImmediately: true });
    return { type: 'ready' };
  } catch {
    return { type: 'refused' };
  }
}

async function decode(id: number, picture: ImageData): Promise<DecoderAnswer> {
  const found = await codesIn(picture);
  const chosen = found.find((code) => OUR_CODE.test(code.text)) ?? found[0];
  return { type: 'decoded', id, text: chosen?.text ?? null };
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

async function answer(request: DecoderRequest): Promise<DecoderAnswer> {
  switch (request.type) {
    case 'open':
      return open(request.wasmUrl);
    case 'decode':
      return decode(request.id, request.picture);
  }
}

self.addEventListener('message', (event: MessageEvent<unknown>) => {
  const request = parseDecoderRequest(event.data);
  if (request !== null) void answer(request).then((answered) => self.postMessage(answered));
});
