/** `pnpm start` passes signals on: what builds and what serves are stand-ins that say what reaches them. */
import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hazri-start-'));
  for (const part of ['scripts', 'dist']) mkdirSync(join(folder, 'sync-server', part), { recursive: true });
  copyFileSync(join(import.meta.dirname, '..', 'scripts', 'start.mjs'), script());
  writeFileSync(
    join(folder, 'sync-server', 'dist', 'main.js'),
    `setInterval(() => {}, 1_000);
     process.on('SIGHUP', () => console.log('server: hang-up'));
     process.on('SIGTERM', () => {
       require('node:fs').writeFileSync(${JSON.stringify(ended())}, '');
       process.exit(0);
     });
     console.log('server: running');`,
  );
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const script = () => join(folder, 'sync-server', 'scripts', 'start.mjs');
/** Is there once the server was told to stop. */
const ended = () => join(folder, 'ended');

/** @param build what pnpm does when it is asked to build */
function start(build: string, wrapper: readonly string[] = []) {
  const pnpm = join(folder, 'pnpm.cjs');
  writeFileSync(pnpm, build);
  const child = spawn(process.execPath, [...wrapper, script()], {
    env: { PATH: process.env['PATH'] ?? '', npm_execpath: pnpm },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const said = (words: string) => expect.poll(() => output, { timeout: 15_000 }).toContain(words);
  return { child, exited, said };
}

test('[RUN] a hang-up reaches the server, which goes on; the end stops both', async () => {
  const { child, exited, said } = start('');
  await said('server: running');
  child.kill('SIGHUP');
  await said('server: hang-up');
  expect(existsSync(ended())).toBe(false);
  child.kill('SIGTERM');
  expect(await exited).toBe(0);
  expect(existsSync(ended())).toBe(true);
});

test('[RUN] a hang-up while it builds ends it', async () => {
  const { child, exited, said } = start("console.log('building'); setInterval(() => {}, 1_000);");
  await said('building');
  child.kill('SIGHUP');
  expect(await exited).toBe(0);
});

test.skipIf(process.platform === 'win32')(
  '[RUN] when the pnpm that runs it is gone, the server goes',
  async () => {
    const wrapper = join(folder, 'wrapper.cjs');
    writeFileSync(
      wrapper,
      "require('node:child_process').spawn(process.execPath, process.argv.slice(2), { stdio: 'inherit' });",
    );
    const { child, said } = start('', [wrapper]);
    await said('server: running');
    child.kill('SIGKILL');
    await expect.poll(() => existsSync(ended()), { timeout: 15_000 }).toBe(true);
  },
);
