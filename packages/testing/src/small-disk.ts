/** A disk of a few megabytes that tests may fill: a tmpfs, where this machine lets us mount one. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SmallDisk {
  /** Writes until nothing fits any more. */
  readonly fill: () => void;
  /** Removes what `fill` wrote. */
  readonly makeRoom: () => void;
  readonly unmount: () => void;
}

const FILLER = '.filler';

/** null, and a loud line once a process, where mounting isn't permitted (no root, a locked-down container). */
export const canMount: boolean = tryMounting();

function tryMounting(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'hazri-mount-'));
  const mounted = mount(folder, 'size=64k');
  if (mounted) unmount(folder);
  rmSync(folder, { recursive: true });
  if (!mounted) {
    const line = '#'.repeat(100);
    process.stderr.write(
      `\n${line}\n# TESTS ON A FULL AND ON A READ-ONLY DISK SKIPPED: mounting a tmpfs is not permitted here. Run as root.\n${line}\n\n`,
    );
  }
  return mounted;
}

/** @throws where mounting isn't permitted: ask `canMount` first */
export function mountSmallDisk(folder: string, kibibytes: number): SmallDisk {
  mkdirSync(folder, { recursive: true });
  if (!mount(folder, `size=${kibibytes}k`)) throw new Error(`no tmpfs could be mounted on ${folder}`);
  const filler = join(folder, FILLER);
  return {
    fill: () => {
      const { bavail, bsize } = statfsSync(folder);
      writeFileSync(filler, Buffer.alloc(bavail * bsize));
    },
    makeRoom: () => rmSync(filler),
    unmount: () => unmount(folder),
  };
}

/** The folder under the other path, for reading only. */
export function mountReadOnly(folder: string, at: string): { readonly unmount: () => void } {
  mkdirSync(at, { recursive: true });
  const bound = run('mount', ['--bind', folder, at]) && run('mount', ['-o', 'remount,bind,ro', at]);
  if (!bound) throw new Error(`${folder} could not be mounted read-only on ${at}`);
  return { unmount: () => unmount(at) };
}

function mount(folder: string, options: string): boolean {
  return run('mount', ['-t', 'tmpfs', '-o', options, 'hazri-test', folder]);
}

/** Lazily: a server that was just killed may still be on its way out. */
function unmount(folder: string): void {
  run('umount', ['-l', folder]);
}

function run(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args).status === 0;
}
