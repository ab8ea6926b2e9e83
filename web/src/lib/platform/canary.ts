/**
 * Tells a lost IndexedDB from a first visit (DEV8): what identifies this installation is written twice outside
 * it. When the database is empty and the canary isn't, the phone was here before.
 */
import { UUID_PATTERN } from '@hazri/domain';
import { account } from '@hazri/sync-protocol';
import type { Account } from '@hazri/sync-protocol';
import { openTextFiles } from './files.ts';
import type { TextFiles } from './files.ts';

interface Canary {
  readonly installation: string;
  /** Who is signed in; null when nobody is. */
  readonly account: Account | null;
}

const FOLDER = 'hazri-canary';
const NAME = 'canary.json';

export interface CanaryCage {
  /** null on a first visit. */
  read(): Promise<Canary | null>;
  /** Best effort in each place; never rejects. */
  write(value: Canary): Promise<void>;
}

export async function openCanary(): Promise<CanaryCage> {
  return canaryIn(await openTextFiles(FOLDER), 'localStorage' in globalThis ? localStorage : null);
}

/**
 * The file is the one that the service worker can read as well; localStorage survives where files can't be had.
 */
export function canaryIn(
  files: TextFiles | null,
  local: Pick<Storage, 'getItem' | 'setItem'> | null,
): CanaryCage {
  return {
    async read() {
      const fromFile = await files?.read(NAME).catch(() => null);
      return parse(fromFile ?? null) ?? parse(attempt(() => local?.getItem(FOLDER) ?? null));
    },
    async write(value) {
      const text = JSON.stringify(value);
      attempt(() => local?.setItem(FOLDER, text));
      await files?.write(NAME, text).catch(() => undefined);
    },
  };
}

function parse(text: string | null | undefined): Canary | null {
  if (text === null || text === undefined) return null;
  const input = attempt(() => JSON.parse(text) as unknown);
  if (typeof input !== 'object' || input === null || !('installation' in input)) return null;
  const { installation } = input;
  if (typeof installation !== 'string' || !UUID_PATTERN.test(installation)) return null;
  const signedIn = account.safeParse('account' in input ? input.account : null);
  return { installation, account: signedIn.success ? signedIn.data : null };
}

function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
