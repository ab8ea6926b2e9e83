/** Which command do these words call, and what does it come to? */
import type { Result } from '@hazri/domain';
import type { Config } from '../env.ts';
import { adminCreateCommand } from './admin-create.ts';
import { auditVerifyCommand } from './audit.ts';
import { backupCommand } from './backup.ts';
import { checkCommand } from './check.ts';
import type { Command, ExitCode, Tools } from './command.ts';
import { EXIT, UsageFault } from './command.ts';
import { importCommand } from './import.ts';
import { rebuildCommand } from './rebuild.ts';
import { restoreCommand } from './restore.ts';

export const COMMANDS: readonly Command[] = [
  adminCreateCommand,
  importCommand,
  backupCommand,
  restoreCommand,
  checkCommand,
  rebuildCommand,
  auditVerifyCommand,
];

type Surroundings = Omit<Tools, 'config'> & { readonly config: Result<Config, string> };

export async function runCommand(words: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const { config, say, complain } = surroundings;
  if (words.length === 0 || ['help', '--help', '-h'].includes(words[0] ?? '')) {
    for (const line of help()) say(line);
    return EXIT.ok;
  }
  const command = COMMANDS.find(({ name }) => name.split(' ').every((word, at) => words[at] === word));
  if (!command) {
    complain(`There is no command "${words.join(' ')}". See hazri help.`);
    return EXIT.usage;
  }
  const args = words.slice(command.name.split(' ').length);
  if (args.some((word) => word === '--help' || word === '-h')) {
    for (const line of helpOn(command)) say(line);
    return EXIT.ok;
  }
  if (!config.ok) {
    complain(config.reason);
    return EXIT.config;
  }
  try {
    return await command.run(args, { ...surroundings, config: config.value });
  } catch (cause) {
    if (!(cause instanceof UsageFault) && !isParseFault(cause)) throw cause;
    complain(`${cause.message}\nUsage: hazri ${command.name} ${command.usage}`.trimEnd());
    return EXIT.usage;
  }
}

function isParseFault(cause: unknown): cause is Error {
  return cause instanceof Error && 'code' in cause && String(cause.code).startsWith('ERR_PARSE_ARGS_');
}

function helpOn({ name, usage, summary, help: lines }: Command): readonly string[] {
  return [`hazri ${`${name} ${usage}`.trimEnd()}`, `  ${summary}`, ...lines.map((line) => `  ${line}`)];
}

function help(): readonly string[] {
  return [
    'Commands for the data folder (DATA_DIR, as the server is given it):',
    ...COMMANDS.map(
      ({ name, usage, summary }) => `  hazri ${`${name} ${usage}`.trimEnd()}\n      ${summary}`,
    ),
    'Each says more with --help.',
  ];
}
