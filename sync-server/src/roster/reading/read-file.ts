/** Reads a file of people in a thread of its own, so that phones are answered meanwhile. */
import { Worker } from 'node:worker_threads';
import { fail } from '@hazri/domain';
import { Overloaded } from '../../db/writer.ts';
import type { ReadFile } from './table.ts';

/** A file of 5 MiB takes a second or two; one that takes this long was made to. */
const MAX_READING_MS = 20_000;
const MAX_HEAP_MB = 256;
/** Files read at the same time. */
const MAX_READING = 2;
/** Files that wait for that. */
const MAX_WAITING = 8;

/** In the bundle the thread's file lies beside the main one. */
const WORKER = new URL(
  import.meta.url.endsWith('.ts') ? './read-file-worker.ts' : './read-file-worker.js',
  import.meta.url,
);

export type FileReader = (bytes: Uint8Array<ArrayBuffer>) => Promise<ReadFile>;

/** @returns a reader that rejects with Overloaded when too many files wait already */
export function makeFileReader(): FileReader {
  let reading = 0;
  const waiting: (() => void)[] = [];
  return async (bytes) => {
    if (reading >= MAX_READING) {
      if (waiting.length >= MAX_WAITING) throw new Overloaded('too many files are being read');
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
    reading += 1;
    try {
      return await readInThread(bytes);
    } finally {
      reading -= 1;
      waiting.shift()?.();
    }
  };
}

function readInThread(bytes: Uint8Array<ArrayBuffer>): Promise<ReadFile> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(WORKER, {
      workerData: bytes,
      transferList: [bytes.buffer],
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    });
    const settle = (result: ReadFile) => {
      clearTimeout(timer);
      resolve(result);
      void worker.terminate();
    };
    const timer = setTimeout(() => settle(fail('too_slow')), MAX_READING_MS);
    worker.once('message', (result: ReadFile) => settle(result));
    worker.once('error', (cause: Error & { readonly code?: string }) => {
      // The file is what filled the thread's memory; anything else is our own mistake.
      if (cause.code === 'ERR_WORKER_OUT_OF_MEMORY') settle(fail('unpacks_too_large'));
      else {
        clearTimeout(timer);
        reject(cause);
      }
    });
  });
}
