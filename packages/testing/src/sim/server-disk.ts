/** The simulated server's disk: what ails it, its backups, and what is there after it was lost. */
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import { uuidv7 } from '@hazri/domain';
import { chanceOf } from './chance.ts';
import type { DiskAilment, RawExecute } from './server-edge.ts';
import type { VirtualTime } from './virtual-time.ts';

const DATABASE_FILE = 'hazri.db';

export interface ServerDiskOptions {
  readonly dataDir: string;
  readonly seed: number;
  readonly time: VirtualTime;
}

interface Backup {
  readonly file: string;
  /** Exchanges that were committed by then. */
  readonly committed: number;
}

export class ServerDisk {
  readonly #options: ServerDiskOptions;
  #ailment: { readonly ails: DiskAilment; readonly until: number } | null = null;
  #backup: Backup | null = null;
  #backups = 0;
  #isLost = false;

  constructor(options: ServerDiskOptions) {
    this.#options = options;
  }

  get ails(): DiskAilment | null {
    return this.#ailment !== null && this.#options.time.now() < this.#ailment.until
      ? this.#ailment.ails
      : null;
  }

  sicken(ails: DiskAilment, forMs: number): void {
    this.#ailment = { ails, until: this.#options.time.now() + forMs };
  }

  heal(): void {
    this.#ailment = null;
  }

  /** A copy of the database as it is now. @param committed how many exchanges are in it */
  async backUp(rows: RawExecute, committed: () => number): Promise<void> {
    this.#backups += 1;
    const file = join(this.#options.dataDir, `backup-${this.#backups}.db`);
    await rows('VACUUM INTO ?', [file]);
    this.#backup = { file, committed: committed() };
  }

  /** The next start finds the last backup; without one nothing happens. */
  lose(): void {
    this.#isLost = this.#backup !== null;
  }

  /** @param lives how many the server has had. @returns the backup that the database was put back to; null: it is whole */
  async putBack(lives: number): Promise<Backup | null> {
    const { dataDir, seed, time } = this.#options;
    if (!this.#isLost || this.#backup === null) return null;
    this.#isLost = false;
    for (const ending of ['', '-wal', '-shm'])
      rmSync(join(dataDir, `${DATABASE_FILE}${ending}`), { force: true });
    cpSync(this.#backup.file, join(dataDir, DATABASE_FILE));
    const client = createClient({ url: `file:${join(dataDir, DATABASE_FILE)}` });
    const epoch = uuidv7(time.now(), chanceOf(seed, 'epoch', lives).bytes(10));
    await client.execute({
      sql: 'UPDATE meta SET epoch = ?, key_epoch = key_epoch + 1, keys_restored = 1',
      args: [epoch],
    });
    client.close();
    return this.#backup;
  }
}
