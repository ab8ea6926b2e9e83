/**
 * What the server says of itself while it runs, a JSON object a line (pino). Written without waiting; what a crash
 * finds unwritten is written as the process ends.
 */
import { inspect } from 'node:util';
import type { DestinationStream, Logger } from 'pino';
import { destination, pino, stdTimeFunctions } from 'pino';
import { scrub } from './scrub.ts';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface Log {
  /** @param fields never the path or a header: they hold tokens and cookies */
  readonly line: (level: 'debug' | 'info' | 'warn' | 'error', fields: object, message: string) => void;
  /** What nobody expected. */
  readonly failure: (cause: unknown, requestId?: string) => void;
  readonly close: () => void;
}

const STDOUT = 1;
/** Waits while nobody reads standard output; what comes then is dropped: phones are answered all the same. */
const MAX_WAITING_BYTES = 1_048_576;
/** Errors that caused errors are told this deep. */
const MAX_CAUSES = 5;

type SonicBoom = ReturnType<typeof destination>;

/** @param to defaults to standard output */
export function openLog(level: LogLevel, to?: DestinationStream): Log {
  const own = to || level === 'silent' ? null : openStdout();
  const logger: Logger = pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    to ?? own ?? NOWHERE,
  );
  return {
    line: (of, fields, message) => logger[of](fields, message),
    failure: (cause, requestId) =>
      logger.error({ ...(requestId ? { id: requestId } : {}), errors: errorsIn(cause) }, 'failed'),
    close: () => own?.flushSync(),
  };
}

const NOWHERE: DestinationStream = { write: () => undefined };

/** A full disk under the log is no reason to end: what can't be written is lost. */
function openStdout(): SonicBoom {
  const stdout = destination({ dest: STDOUT, sync: false, maxLength: MAX_WAITING_BYTES });
  stdout.on('error', () => undefined);
  return stdout;
}

/** The error and what caused it, outermost first, without what lets somebody in. */
function errorsIn(cause: unknown): readonly string[] {
  const told: string[] = [];
  let error = cause;
  while (error !== undefined && told.length < MAX_CAUSES) {
    told.push(scrub(wordsOf(error)));
    error = error instanceof Error ? error.cause : undefined;
  }
  return told;
}

function wordsOf(error: unknown): string {
  if (error instanceof Error) return error.stack ?? error.message;
  return typeof error === 'string' ? error : inspect(error);
}
