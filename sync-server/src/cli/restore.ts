/** `hazri restore <file> [--identity <file>]` */
import { mkdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { newUuid } from '../catalogue/catalogue.ts';
import type { RestoreFault } from '../operations/restore.ts';
import { restore } from '../operations/restore.ts';
import type { Command, ExitCode } from './command.ts';
import { EXIT, UsageFault } from './command.ts';
import { withLease } from './open-data.ts';

const FAULTS: Readonly<Record<RestoreFault, readonly [ExitCode, string]>> = {
  backup_missing: [EXIT.noInput, 'There is no such file.'],
  backup_encrypted: [EXIT.noInput, 'The backup is encrypted: name the file with your key by --identity.'],
  backup_unreadable: [EXIT.data, 'This is no backup of Hazri, or the key is not the right one.'],
  backup_damaged: [EXIT.data, 'The backup is damaged. Nothing was changed.'],
  backup_newer: [EXIT.data, 'The backup is from a newer Hazri: install that one first.'],
};

export const restoreCommand: Command = {
  name: 'restore',
  usage: '<file> [--identity <file>]',
  summary: 'puts a backup in the place of the database (the server must be stopped)',
  help: [
    '--identity <file>  age keys for an encrypted backup',
    "Ends with 0, 65 when the backup can't be used, 66 when it can't be read, 75 while a server runs.",
  ],
  run: async (args, tools) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { identity: { type: 'string' } },
      allowPositionals: true,
    });
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) throw new UsageFault('name one backup to restore');
    const { clock, config, random } = tools;
    mkdirSync(config.dataDir, { recursive: true });
    return withLease(tools, async () => {
      const restored = await restore(resolve(file), {
        dataDir: config.dataDir,
        migrationsDir: config.migrationsDir,
        identities: values.identity === undefined ? [] : readIdentities(values.identity),
        epoch: newUuid(clock, random),
        now: clock.now(),
      });
      if (!restored.ok) {
        const [code, words] = FAULTS[restored.reason];
        tools.complain(words);
        return code;
      }
      const { facts, setAside } = restored.value;
      tools.say(`Restored: ${facts} facts. Devices will send again what they stated in the last 30 days.`);
      if (setAside !== null) tools.say(`The database that was here is kept as ${setAside}`);
      return EXIT.ok;
    });
  },
};

function readIdentities(file: string): readonly string[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}
