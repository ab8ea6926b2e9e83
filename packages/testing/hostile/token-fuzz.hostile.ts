/** A million token texts in a process of their own: none throws, none hangs, none that was not issued verifies (SCAN1). */
import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { tried } from './kit/heard.ts';
import { ALL } from './kit/how-much.ts';

const SCRIPT = join(dirname(fileURLToPath(import.meta.url)), 'token-fuzz.ts');
const INPUTS = ALL ? 1_000_000 : 100_000;
const SEED = 1_795_343_970;
const PATIENCE_MS = 100_000;

test(`[SCAN1] ${INPUTS} texts that nobody issued (seed ${SEED})`, async () => {
  // A text that hangs the parser ends the process by time-out, and with it the test.
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, [SCRIPT, String(INPUTS), String(SEED)], {
    timeout: PATIENCE_MS,
    killSignal: 'SIGKILL',
  });
  process.stdout.write(`token fuzz: ${stdout}`);
  const report = JSON.parse(stdout) as {
    readonly seed: number;
    readonly tried: Readonly<Record<string, number>>;
  };
  for (const [kind, count] of Object.entries(report.tried)) tried(`token.${kind}`, count);
  expect(report).toMatchObject({ seed: SEED });
  expect(report).toHaveProperty(
    'wellFormed',
    expect.toSatisfy((n: number) => n > INPUTS / 10),
  );
});
