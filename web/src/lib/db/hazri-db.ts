/** Who is signed in on this phone, and under which id the installation is known. Shared by all accounts. */
import { Dexie } from 'dexie';
import type { Table } from 'dexie';
import type { Account } from '@hazri/sync-protocol';

/** Random id of this installation of the app, the same for every account on the phone (SCAN9). */
interface InstallationSetting {
  readonly key: 'installation';
  readonly installation: string;
}

interface AccountSetting {
  readonly key: 'account';
  readonly account: Account;
}

/** The person logged out without a network: the cookie still has to be ended. */
interface LogoutSetting {
  readonly key: 'logout_pending';
}

export type Setting = InstallationSetting | AccountSetting | LogoutSetting;

export class HazriDb extends Dexie {
  declare readonly settings: Table<Setting, Setting['key']>;

  constructor() {
    super('hazri', { chromeTransactionDurability: 'strict' });
    this.version(1).stores({ settings: 'key' });
  }

  async account(): Promise<Account | null> {
    const setting = await this.settings.get('account');
    return setting?.key === 'account' ? setting.account : null;
  }

  async installation(): Promise<string | null> {
    const setting = await this.settings.get('installation');
    return setting?.key === 'installation' ? setting.installation : null;
  }
}
