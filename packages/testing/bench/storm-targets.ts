/** Starts what a storm needs: the product with its people, the prototype, PouchDB, each in a process of its own. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assert } from '@hazri/domain';
import { openCodeScreen } from './code-screen.ts';
import { startLoadTarget } from './load-target.ts';
import type { Phone } from './phones.ts';
import { learn, registerPhones, syncBytes } from './phones.ts';
import { asPrototypeReady } from './prototype-messages.ts';
import { connectionsTo } from './raw-http.ts';
import { startServerProcess } from './server-process.ts';
import { openPouchdb } from './storm-pouchdb.ts';
import type { Storm } from './storm-round.ts';
import { watchAsProfessor } from './watching-professor.ts';
import type { Target } from './weather.ts';

const HERE = dirname(fileURLToPath(import.meta.url));
const STUDENTS_PER_CLASS = 100;
/** Requests in flight while the people register. */
const SOCKETS = 64;

export interface StormTargets {
  readonly storm: Omit<Storm, 'factsPerPhone'>;
  readonly stop: () => Promise<void>;
}

export interface Scale {
  readonly phones: number;
  readonly withPouchdb: boolean;
  /** File for a CPU profile of the product; null for none. */
  readonly profile: string | null;
}

export async function startStormTargets({ phones, withPouchdb, profile }: Scale): Promise<StormTargets> {
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of stops.toReversed()) await end();
  };
  try {
    const product = await startLoadTarget({
      students: phones,
      classes: phones / STUDENTS_PER_CLASS,
      profile,
    });
    stops.push(product.stop);
    const prototype = await startBeside(join(HERE, 'prototype-server.ts'), 'bare.db');
    stops.push(prototype.process.stop);
    const pouchdb = withPouchdb ? await startBeside(join(HERE, 'pouchdb', 'server.mjs'), 'pouchdb') : null;
    if (pouchdb !== null) stops.push(pouchdb.process.stop);
    const { port, professor, students, classIds } = product.ready;
    const connections = connectionsTo(port, SOCKETS);
    const cookies = [professor, ...students].map(({ cookie }) => cookie);
    const [laptop, ...held] = await registerPhones(connections, cookies);
    assert(laptop !== undefined, 'the professor has a laptop');
    await syncOnce(connections, held);
    const screen = await openCodeScreen(connections, laptop);
    const watching = await watchAsProfessor(port, connectionsTo(port, 1), { ...laptop });
    stops.push(async () => watching.leave());
    const classIdsByPhone = held.map((_, at) => classIds[Math.floor(at / STUDENTS_PER_CLASS)] ?? '');
    return {
      storm: {
        product: { process: product, port },
        prototype,
        pouchdb: pouchdb && (await openPouchdb(pouchdb, classIdsByPhone)),
        screen,
        professor: watching,
        phones: held.map((phone, at) => ({ phone, classId: classIdsByPhone[at] ?? '' })),
      },
      stop,
    };
  } catch (cause) {
    await stop();
    throw cause;
  }
}

/** Every phone has synced before: what it pulls with its scans is what's new. */
async function syncOnce(
  connections: ReturnType<typeof connectionsTo>,
  phones: readonly Phone[],
): Promise<void> {
  const { answers } = await connections.sendAll(phones.map((phone) => syncBytes(phone, [])));
  phones.forEach((phone, at) => learn(phone, answers[at], 0));
}

async function startBeside(entry: string, data: string): Promise<Target> {
  const server = await startServerProcess(entry, (dir) => [join(dir, data)]);
  return { process: server, port: asPrototypeReady(server.ready).prototypePort };
}
