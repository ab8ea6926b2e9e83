/** How much does another process hold? Resident memory, and open files where the system tells. */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';

const KIBIBYTE = 1_024;

export interface ProcessSize {
  readonly residentBytes: number;
  /** null where there is no /proc. */
  readonly openFiles: number | null;
}

export function processSize(pid: number): ProcessSize {
  const kibibytes = execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' });
  return { residentBytes: Number(kibibytes.trim()) * KIBIBYTE, openFiles: openFiles(pid) };
}

function openFiles(pid: number): number | null {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return null;
  }
}
