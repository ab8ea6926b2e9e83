/** `pnpm hazri`: runs the command of the built server, or says how it is built. */
import { existsSync } from 'node:fs';

const command = new URL('../dist/hazri.js', import.meta.url);

if (existsSync(command)) {
  await import(command.href);
} else {
  process.stderr.write(
    'Hazri is not built yet: run "npx -y pnpm@12.21.0 build" first ("start" does it too).\n',
  );
  process.exitCode = 1;
}
