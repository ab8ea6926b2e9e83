#!/usr/bin/env node
/** The `hazri` command: backups, restores and checks for whoever runs the server. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from './cli/run-command.ts';
import { systemClock, systemRandom } from './clock.ts';
import { readConfig } from './env.ts';

/** `src/hazri.ts` and the bundle `dist/hazri.js` are both one folder below the package. */
const packageDir = join(dirname(fileURLToPath(import.meta.url)), '..');

// As the server does: the database is its owner's alone, whichever of both makes it.
process.umask(0o077);

process.exitCode = await runCommand(process.argv.slice(2), {
  config: readConfig(process.env, { packageDir }),
  clock: systemClock,
  random: systemRandom,
  say: (line) => process.stdout.write(`${line}\n`),
  complain: (line) => process.stderr.write(`${line}\n`),
});
