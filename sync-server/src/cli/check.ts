/** `hazri check` */
import { join } from 'node:path';
import { DATABASE_FILE } from '../keys/master-key.ts';
import { isWhole } from '../operations/back-up.ts';
import type { Command } from './command.ts';
import { EXIT } from './command.ts';
import { withDatabase } from './open-data.ts';

export const checkCommand: Command = {
  name: 'check',
  usage: '',
  summary: 'checks every page of the database',
  help: ['Ends with 0 when every page is whole, 1 when one is damaged, 66 without a database.'],
  run: (_args, tools) =>
    withDatabase(tools, async () => {
      const file = join(tools.config.dataDir, DATABASE_FILE);
      const whole = await isWhole(file).catch(() => false);
      if (whole) tools.say(`${file} is whole.`);
      else
        tools.complain(
          `database_damaged: ${file}. Restore the last backup; devices send again what it lacks.`,
        );
      return whole ? EXIT.ok : EXIT.no;
    }),
};
