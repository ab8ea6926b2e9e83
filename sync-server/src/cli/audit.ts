/** `hazri audit verify [--head <number>:<hash>]` */
import { parseArgs } from 'node:util';
import { drizzle } from 'drizzle-orm/libsql';
import type { AuditHead } from '../audit/verify-audit.ts';
import { verifyAudit } from '../audit/verify-audit.ts';
import type { Command } from './command.ts';
import { EXIT, UsageFault } from './command.ts';
import { withDatabase } from './open-data.ts';

export const auditVerifyCommand: Command = {
  name: 'audit verify',
  usage: '[--head <number>:<hash>]',
  summary: 'checks the chain of the audit log, and that a head noted earlier is still in it',
  help: [
    '--head <number>:<hash>  a head that an earlier run printed: shows a log that was cut off or rewritten',
    'Ends with 0 when the chain holds, 1 when it is broken, 66 without a database.',
  ],
  run: (args, tools) => {
    const { values } = parseArgs({ args: [...args], options: { head: { type: 'string' } } });
    const noted = values.head === undefined ? null : readHead(values.head);
    return withDatabase(tools, async (client) => {
      const state = await verifyAudit(drizzle(client), noted);
      if (!state.whole) {
        tools.complain(
          `audit_chain_broken: ${state.entries} entries hold, number ${state.brokenAt} doesn't.`,
        );
        return EXIT.no;
      }
      tools.say(`${state.entries} entries, the chain holds.`);
      if (state.head) tools.say(`Head to note somewhere else: ${state.head.seq}:${state.head.hash}`);
      return EXIT.ok;
    });
  },
};

function readHead(text: string): AuditHead {
  const [, seq, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (seq === undefined || hash === undefined) throw new UsageFault('a head is <number>:<64 hex digits>');
  return { seq: Number(seq), hash };
}
