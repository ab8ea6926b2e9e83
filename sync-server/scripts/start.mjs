/** `pnpm start`: builds what changed, then runs the server and passes signals on to it. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const LEAST = [22, 17];
const root = fileURLToPath(new URL('../..', import.meta.url));
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < LEAST[0] || (major === LEAST[0] && minor < LEAST[1])) {
  process.stderr.write(
    `Hazri needs Node ${LEAST.join('.')} or newer; this is ${process.versions.node}.\n` +
      'On Linux "pnpm install" brings a newer one along; elsewhere install it from https://nodejs.org\n',
  );
  process.exit(1);
}

let running = null;
let serving = false;
let stopping = false;
// npx and a terminal may both send the signal, and more than once.
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, stop);
// The server knows what a hang-up is to it: a new certificate, or its end.
process.on('SIGHUP', () => (serving ? running?.kill('SIGHUP') : stop()));

function stop() {
  if (stopping) return;
  stopping = true;
  running?.kill('SIGTERM');
}

/**
 * A signal to npx alone ends npx and leaves pnpm and us behind, as one to pnpm alone leaves us: when either is gone the
 * server goes too. npx is seen in /proc, so on Linux only; elsewhere a terminal's Ctrl-C reaches every process anyway.
 */
const CALLER_CHECK_MS = 500;
const caller = process.env.npm_execpath ? process.ppid : null;
const npx = findNpx(process.ppid);
setInterval(() => {
  const isAlone = caller !== null && process.ppid !== caller;
  if (isAlone || (npx !== null && describe(npx.pid)?.title !== npx.title)) stop();
}, CALLER_CHECK_MS).unref();

function findNpx(from) {
  for (
    let pid = from, found = describe(pid);
    pid > 1 && found !== null;
    pid = found.parent, found = describe(pid)
  ) {
    if (/^npm exec|\bnpx\b/.test(found.title)) return { pid, title: found.title };
  }
  return null;
}

/** null when there is no such process (or no /proc). */
function describe(pid) {
  try {
    const title = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    const parent = Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
    return { title, parent };
  } catch {
    return null;
  }
}

function run(command, args) {
  return new Promise((resolve) => {
    running = spawn(command, args, { cwd: root, stdio: 'inherit' });
    running.on('error', (cause) => {
      process.stderr.write(`${command}: ${cause.message}\n`);
      resolve(1);
    });
    running.on('exit', (code, signal) => resolve(code ?? (signal && stopping ? 0 : 1)));
  });
}

/** The pnpm that runs this script; without one, the one on PATH. */
function pnpm(args) {
  const own = process.env.npm_execpath;
  if (!own) return run('pnpm', args);
  return /\.[cm]?js$/.test(own) ? run(process.execPath, [own, ...args]) : run(own, args);
}

process.stdout.write('Building Hazri (only what changed) …\n');
const built = await pnpm(['exec', 'turbo', 'run', 'build', '--output-logs=errors-only']);
if (built !== 0 && !stopping) process.stderr.write('The build failed; see above.\n');
serving = built === 0 && !stopping;
process.exitCode = serving
  ? await run(process.execPath, [fileURLToPath(new URL('../dist/main.js', import.meta.url))])
  : built;
