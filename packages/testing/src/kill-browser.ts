/** Ends a browser as a dead battery does: SIGKILL to every process of one profile. */
import { readdirSync, readFileSync } from 'node:fs';

/** Kills the processes whose command line names this profile directory, and waits until they are gone. */
export async function killBrowserOf(userDataDir: string): Promise<void> {
  const pids = processesOf(userDataDir);
  if (pids.length === 0) throw new Error(`no browser runs on ${userDataDir}`);
  for (const pid of pids) process.kill(pid, 'SIGKILL');
  while (processesOf(userDataDir).length > 0) await new Promise((wake) => setTimeout(wake, 20));
}

function processesOf(userDataDir: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => commandLine(pid).includes(`--user-data-dir=${userDataDir}`))
    .map(Number);
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
  } catch {
    return '';
  }
}
