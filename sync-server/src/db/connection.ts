/** What every connection to the database keeps to, in whichever thread. */

/** A write that finds the file locked (a backup, a shell) waits this long. */
export const BUSY_TIMEOUT_MS = 5_000;
/** `PRAGMA synchronous` = FULL: an acknowledged commit survives a power cut. */
export const SYNCHRONOUS_FULL = 2;
