/** `hazri rebuild [--dry-run]` */
import { parseArgs } from 'node:util';
import type { Difference } from '../operations/differences.ts';
import { rebuild } from '../operations/rebuild.ts';
import type { Command } from './command.ts';
import { EXIT } from './command.ts';
import { withApplication } from './open-data.ts';

export const rebuildCommand: Command = {
  name: 'rebuild',
  usage: '[--dry-run]',
  summary: 'works out anew what is derived from facts, and says what differed (server stopped)',
  help: [
    '--dry-run  looks only, and changes nothing',
    'Sessions, enrolments, requests, verdicts, attendance and totals are compared with what the facts say.',
    'Ends with 0 when nothing differed or all was put right, 1 when --dry-run found differences, 65 when the row',
    'of a scan, or of a session that nobody opened, is gone with what no fact says (restore a backup), 66 without a',
    'database, 75 while a server runs.',
  ],
  run: async (args, tools) => {
    const { values } = parseArgs({
      args: [...args],
      options: { 'dry-run': { type: 'boolean', default: false } },
    });
    const heal = !values['dry-run'];
    const { clock, complain, say } = tools;
    return withApplication(tools, async ({ deps, flushDeps }) => {
      const { classes, differences, lostScans, lostSessions } = await rebuild(flushDeps, deps.writer, heal);
      if (differences.length === 0) say(`${classes} classes: everything is as the facts say.`);
      for (const difference of differences) say(lineOf(difference));
      if (differences.length > 0) {
        if (heal)
          await deps.writer.run((turn) => {
            const detail = Object.fromEntries(
              differences.map(({ table, missing, wrong }) => [table, missing + wrong]),
            );
            turn.audit({ at: clock.now(), actorId: null, action: 'server.rebuilt', subject: '', detail });
            return turn.commit([]);
          });
        say(heal ? 'All of it is put right.' : 'Nothing was changed.');
      }
      for (const [count, what] of [
        [lostSessions, 'sessions'],
        [lostScans, 'scans'],
      ] as const)
        if (count > 0)
          complain(
            `${count} ${what} are on record whose row is gone. Restore a backup: facts alone don't say it.`,
          );
      if (lostSessions + lostScans > 0) return EXIT.data;
      return differences.length > 0 && !heal ? EXIT.no : EXIT.ok;
    });
  },
};

function lineOf({ table, missing, wrong, columns }: Difference): string {
  const names = [...columns].filter(([name]) => name !== 'rev').map(([name, count]) => `${name} ${count}`);
  const parts = [
    missing > 0 ? `${missing} rows were missing` : '',
    wrong > 0 ? `${wrong} rows were wrong (${names.join(', ')})` : '',
  ];
  return `${table}: ${parts.filter(Boolean).join(', ')}`;
}
