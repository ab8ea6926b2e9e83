/** Starts the product: reads the environment, runs the server and stops it when asked. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfig } from './env.ts';
import { isWebBuilt } from './http/static-files.ts';
import type { StartFailureReason } from './start-failure.ts';
import { EXIT_CODES, StartFailure } from './start-failure.ts';
import { startServer } from './start-server.ts';

/** `src/main.ts` and the bundle `dist/main.js` are both one folder below the package. */
const packageDir = join(dirname(fileURLToPath(import.meta.url)), '..');

// Names, addresses and hashes of passwords: whatever is written is the owner's alone, also where many share a machine.
process.umask(0o077);

/** What a hang-up is, as long as nothing else is known: the end, as to any program. */
let hangUp: () => void = () => undefined;
/** Heard from the first moment on: a signal during the start stops the server as soon as it runs. */
const stopAsked = new Promise<void>((resolve) => {
  // All may come, and more than once; the first one counts.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve());
  hangUp = resolve;
});
process.on('SIGHUP', () => hangUp());

const config = readConfig(process.env, { packageDir });
if (!config.ok) {
  refuse('config_invalid', config.reason);
} else {
  try {
    const certificate = { isStale: false };
    // With TLS of its own it is a new certificate, which the start may have read too early.
    if (config.value.tls !== null) hangUp = () => (certificate.isStale = true);
    const server = await startServer({ config: config.value, usesThreads: true });
    if (config.value.tls !== null) hangUp = server.renewCertificate;
    if (certificate.isStale) server.renewCertificate();
    say(`Hazri is running at ${config.value.origin ?? server.url}`);
    if (config.value.demo) {
      say(
        'Demo mode, this machine only. Sign in as professor@acem.ac.in, student@acem.ac.in or admin@acem.ac.in, password: password123',
      );
    }
    if (!isWebBuilt(config.value.webDir)) {
      say(`The web app isn't built yet (${config.value.webDir}): run pnpm build`);
    }
    await stopAsked;
    await server.close();
    say('Hazri has stopped.');
  } catch (cause) {
    if (!(cause instanceof StartFailure)) throw cause;
    refuse(cause.reason, cause.message);
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function refuse(reason: StartFailureReason, message: string): void {
  process.stderr.write(`Hazri can't start: ${message} [${reason}]\n`);
  process.exitCode = EXIT_CODES[reason];
}
