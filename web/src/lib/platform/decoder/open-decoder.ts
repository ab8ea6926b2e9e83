/** The decoder that decides: zxing in a worker of its own, or nothing where WebAssembly is refused. */
import wasmUrl from 'zxing-wasm/reader/zxing_reader.wasm?url';
import { parseDecoderAnswer, type DecoderRequest } from './decoder-messages.ts';

export interface Decoder {
  /** Text of the code in the picture, null without one. The next call gives up on the one before. */
  decode(canvas: HTMLCanvasElement): Promise<string | null>;
  close(): void;
}

/** A slow phone compiles the decoder in well under this; beyond it the stock engine takes over. */
const OPEN_WITHIN_MS = 15_000;

/** The worker, ready to decode; null when it can't run here. */
export async function openDecoder(): Promise<Decoder | null> {
  const worker = await openWorker();
  if (worker === null) return null;
  let lastId = 0;
  let answerLast: (text: string | null) => void = () => undefined;
  worker.addEventListener('message', (event: MessageEvent<unknown>) => {
    const answer = parseDecoderAnswer(event.data);
    if (answer?.type === 'decoded' && answer.id === lastId) answerLast(answer.text);
  });
  return {
    decode(canvas) {
      answerLast(null);
      const picture = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height);
      if (picture === undefined) return Promise.resolve(null);
      lastId += 1;
      const request: DecoderRequest = { type: 'decode', id: lastId, picture };
      worker.postMessage(request, [picture.data.buffer]);
      return new Promise((resolve) => {
        answerLast = resolve;
      });
    },
    close() {
      worker.terminate();
      answerLast(null);
    },
  };
}

function openWorker(): Promise<Worker | null> {
  if (typeof WebAssembly !== 'object') return Promise.resolve(null);
  let worker: Worker;
  try {
    worker = new Worker(new URL('./zxing-worker.ts', import.meta.url), { type: 'module', name: 'decoder' });
  } catch {
    return Promise.resolve(null);
  }
  return new Promise((resolve) => {
    const settle = (usable: boolean): void => {
      clearTimeout(timer);
      worker.removeEventListener('message', onMessage);
      worker.removeEventListener('error', onError);
      if (!usable) worker.terminate();
      resolve(usable ? worker : null);
    };
    const onMessage = (event: MessageEvent<unknown>): void => {
      settle(parseDecoderAnswer(event.data)?.type === 'ready');
    };
    const onError = (): void => settle(false);
    const timer = setTimeout(onError, OPEN_WITHIN_MS);
    worker.addEventListener('message', onMessage);
    worker.addEventListener('error', onError);
    const request: DecoderRequest = { type: 'open', wasmUrl };
    worker.postMessage(request);
  });
}
