/** The thread that reads one file and ends: see read-file.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '@hazri/domain';
import { readTable } from './read-table.ts';

assert(workerData instanceof Uint8Array, 'a file is given');
parentPort?.postMessage(readTable(workerData));
