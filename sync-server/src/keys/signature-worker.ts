/** The thread that checks signatures: see signature-thread.ts. */
import { parentPort } from 'node:worker_threads';
import { assert } from '@hazri/domain';
import type { Signed } from './device-signature.ts';
import { makeSignatureCheck } from './device-signature.ts';

assert(parentPort !== null, 'this is a thread');
const port = parentPort;
const isValid = makeSignatureCheck();

port.on('message', (asked: readonly Signed[] | null) => {
  if (asked === null) port.close();
  else port.postMessage(asked.map(isValid));
});
port.postMessage([]);
