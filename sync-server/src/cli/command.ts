/** What a command of `hazri` is: its words, and what it comes to as an exit code (sysexits). */
import type { Clock, Random } from '../clock.ts';
import type { Config } from '../env.ts';
import type { EXIT_CODES } from '../start-failure.ts';

export const EXIT = {
  ok: 0,
  /** The answer is no: a check found something. */
  no: 1,
  usage: 64,
  data: 65,
  noInput: 66,
  cantCreate: 73,
  /** Something else has to end first. */
  busy: 75,
  config: 78,
} as const;
/** Where a server couldn't start on the data folder either, a command ends as it would. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT] | (typeof EXIT_CODES)[keyof typeof EXIT_CODES];

export interface Tools {
  readonly config: Config;
  readonly clock: Clock;
  readonly random: Random;
  /** A line for the person: standard output. */
  readonly say: (line: string) => void;
  /** A line about what is wrong: standard error. */
  readonly complain: (line: string) => void;
}

export interface Command {
  /** `backup`, `audit verify`. */
  readonly name: string;
  /** What follows the name. */
  readonly usage: string;
  readonly summary: string;
  /** What `--help` says beyond the summary: options, and each exit code with its meaning. */
  readonly help: readonly string[];
  readonly run: (args: readonly string[], tools: Tools) => Promise<ExitCode>;
}

/** The arguments make no sense; the message says which. */
export class UsageFault extends Error {
  override readonly name = 'UsageFault';
}
