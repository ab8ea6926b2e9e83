/** `hazri backup <file> [--to age1…]…` */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { backUp } from '../operations/back-up.ts';
import { noteBackup } from '../operations/last-backup.ts';
import type { Command } from './command.ts';
import { EXIT, UsageFault } from './command.ts';
import { withDatabase } from './open-data.ts';

export const backupCommand: Command = {
  name: 'backup',
  usage: '<file> [--to <age recipient>]…',
  summary: 'copies the database, also while the server runs; encrypted with --to',
  help: [
    '--to <age recipient>  encrypts for this public key; may be given more than once',
    'Ends with 0, 65 when the copy is damaged, 66 without a database, 73 when the file exists already.',
  ],
  run: async (args, tools) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { to: { type: 'string', multiple: true, default: [] } },
      allowPositionals: true,
    });
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) throw new UsageFault('name one file to write');
    const target = resolve(file);
    return withDatabase(tools, async (client) => {
      const made = await backUp(client, target, values.to);
      if (!made.ok) {
        tools.complain(
          made.reason === 'target_exists'
            ? `${target} exists already: a backup never replaces anything.`
            : 'The copy is damaged, so the database probably is too: run `hazri check`.',
        );
        return made.reason === 'target_exists' ? EXIT.cantCreate : EXIT.data;
      }
      const { bytes, encrypted } = made.value;
      await noteBackup(tools.config.dataDir, { at: tools.clock.now(), bytes, encrypted }).catch(() =>
        tools.complain('The backup is made, but could not be noted in the data folder for the health page.'),
      );
      tools.say(`${target}: ${bytes} bytes${encrypted ? ', encrypted' : ''}`);
      tools.say(
        'Keep master.key somewhere else: a backup without it can be restored, but issued codes fail.',
      );
      return EXIT.ok;
    });
  },
};
