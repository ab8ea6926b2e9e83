/** Why can't a server start? Each reason has an exit code of its own, for whoever started the process. */

/** docs/operations.md says of each what a person can do. 1 is left to Node: a mistake in the program. */
export const EXIT_CODES = {
  config_invalid: 78,
  port_taken: 10,
  address_unusable: 11,
  data_dir_unwritable: 12,
  data_dir_in_use: 13,
  disk_full: 14,
  disk_failing: 15,
  master_key_missing: 16,
  master_key_malformed: 17,
  database_missing: 18,
  database_damaged: 19,
  database_newer: 20,
  migration_failed: 21,
  tls_unusable: 22,
} as const satisfies Record<string, number>;

export type StartFailureReason = keyof typeof EXIT_CODES;

/** `reason` is for machines; the message says to a person what is wrong, with which file, and what to do. */
export class StartFailure extends Error {
  override readonly name = 'StartFailure';
  readonly reason: StartFailureReason;

  constructor(reason: StartFailureReason, message: string, cause?: unknown) {
    super(message, { cause });
    this.reason = reason;
  }
}
