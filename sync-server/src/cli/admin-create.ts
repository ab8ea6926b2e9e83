/** `hazri admin create <e-mail> [--given-name …] [--family-name …]` */
import { parseArgs } from 'node:util';
import { readEmailAddress } from '../auth/email-address.ts';
import { makeAdministrator } from '../auth/make-administrator.ts';
import type { Command } from './command.ts';
import { EXIT, UsageFault } from './command.ts';
import { withApplication } from './open-data.ts';

export const adminCreateCommand: Command = {
  name: 'admin create',
  usage: '<e-mail> [--given-name <name>] [--family-name <name>]',
  summary:
    'makes an administrator, or an account into one, and prints a code to claim it with (server stopped)',
  help: [
    '--given-name, --family-name  needed where the address has no account yet',
    'No password is asked for: whoever holds the code chooses one at /claim. It works once, for two weeks.',
    'Ends with 0, 64 for an address or name that makes no sense, 75 while a server runs.',
  ],
  run: async (args, tools) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { 'given-name': { type: 'string' }, 'family-name': { type: 'string' } },
      allowPositionals: true,
    });
    const [typed, ...more] = positionals;
    if (typed === undefined || more.length > 0) throw new UsageFault('name one e-mail address');
    const { config, complain, say } = tools;
    const email = readEmailAddress(typed, config.allowedEmailDomain);
    if (!email.ok) throw new UsageFault(`"${typed}" is no address at ${config.allowedEmailDomain}`);
    const name = (text: string | undefined) => text?.trim() ?? null;
    return withApplication(
      tools,
      async ({ deps }) => {
        const made = await makeAdministrator(deps, {
          email: email.value,
          givenName: name(values['given-name']),
          familyName: name(values['family-name']),
        });
        if (!made.ok) {
          complain(`${email.value} has no account yet: give --given-name and --family-name.`);
          return EXIT.usage;
        }
        const { code, expiresAt, fresh } = made.value;
        say(
          `${email.value} ${fresh ? 'has an account now and' : ''} is an administrator.`.replace('  ', ' '),
        );
        say(
          `Start the server, open ${config.origin ?? ''}/claim and type the address and this code: ${code}`,
        );
        say(`It works once, until ${new Date(expiresAt).toISOString()}.`);
        return EXIT.ok;
      },
      true,
    );
  },
};
