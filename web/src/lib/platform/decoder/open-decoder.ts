/** Which engine decodes: zxing in a worker, or qr-scanner's own where WebAssembly is refused. */
import wasmUrl from 'zxing-wasm/reader/zxing_reader.wasm?url';
import { isOpenAnswer, type OpenMessage } from './decoder-messages.ts';

/** A slow phone compiles the decoder in well under this; beyond it the stock engine takes over. */
const OPEN_WITHIN_MS = 15_000;

/** The worker, ready to decode; null when it can't run here. */
export function openDecoder(): Promise<Worker | null> {
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
      if (isOpenAnswer(event.data)) settle(event.data.type === 'ready');
    };
    const onError = (): void => settle(false);
    const timer = setTimeout(onError, OPEN_WITHIN_MS);
    worker.addEventListener('message', onMessage);
    worker.addEventListener('error', onError);
    const message: OpenMessage = { type: 'open', wasmUrl };
    worker.postMessage(message);
  });
}
