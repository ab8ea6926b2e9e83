/** Under which random id this installation of the app is known, and who is signed in on it, wipes included. */
import { uuidv7 } from '@hazri/domain';
import type { Account } from '@hazri/sync-protocol';
import type { Clock, Random } from '@hazri/sync-client';
import type { HazriDb } from '../db/hazri-db.ts';
import type { CanaryCage } from './canary.ts';

export interface Installation {
  readonly installation: string;
  readonly account: Account | null;
  /** The database was empty though the canary lived: it had been lost (DEV8). */
  readonly wiped: boolean;
}

interface Sources {
  readonly clock: Clock;
  readonly random: Random;
}

/** Reads who and what this installation is; makes it up on a first visit, restores it after a wipe. */
export async function readInstallation(
  db: HazriDb,
  canary: CanaryCage,
  sources: Sources,
): Promise<Installation> {
  const installation = await db.installation();
  if (installation !== null) return { installation, account: await db.account(), wiped: false };

  const remembered = await canary.read();
  if (remembered !== null) {
    await db.transaction('rw', db.settings, async () => {
      await db.settings.put({ key: 'installation', installation: remembered.installation });
      if (remembered.account !== null) await db.settings.put({ key: 'account', account: remembered.account });
    });
    return { ...remembered, wiped: true };
  }

  const made = uuidv7(sources.clock.deviceNow(), sources.random.bytes(10));
  await db.settings.put({ key: 'installation', installation: made });
  await canary.write({ installation: made, account: null });
  return { installation: made, account: null, wiped: false };
}

/** Notes who is signed in from now on, or that nobody is. */
export async function rememberAccount(
  db: HazriDb,
  canary: CanaryCage,
  account: Account | null,
): Promise<void> {
  const installation = await db.installation();
  await (account === null ? db.settings.delete('account') : db.settings.put({ key: 'account', account }));
  if (installation !== null) await canary.write({ installation, account });
}
