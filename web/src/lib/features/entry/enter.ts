/** Somebody has just been let in: the device is theirs, and they go on where they were. */
import type { Account } from '@hazri/sync-protocol';
import type { SignedIn } from '../account/signed-in.svelte.ts';
import { keptLink } from '../scan/kept-link.ts';

/** @returns the page to go to: the code they scanned before, or the first one of their role */
export async function enter(signedIn: SignedIn, account: Account, isNew: boolean): Promise<string> {
  await signedIn.adopt(account);
  const kept = keptLink(Date.now());
  if (kept !== null && account.role === 'student') return `/S/${kept.token}`;
  return isNew && account.role === 'professor' ? '/waiting' : '/';
}
