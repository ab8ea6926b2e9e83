/** Lets no file of another process grow, as a full disk or a quota would, without the right to mount one. */
import { spawnSync } from 'node:child_process';

/** util-linux: every Debian has it. */
export const canLimit: boolean = spawnSync('prlimit', ['--version']).status === 0;

/** @param bytes no write may reach beyond; null lifts the limit */
export function limitFiles(pid: number, bytes: number | null): void {
  const { status, stderr } = spawnSync('prlimit', ['--pid', String(pid), `--fsize=${bytes ?? 'unlimited'}:`]);
  if (status !== 0) throw new Error(`prlimit: ${stderr.toString()}`);
}
