/** How much, how long, how often: every bound of the engine by name. */

/** An exchange counts as lost when nothing of its answer came for so long (SYNC9). */
export const EXCHANGE_TIMEOUT_MS = 10_000;
/** Retries wait between 0 and this, doubled with every failure (full jitter, SYNC9). */
export const FIRST_RETRY_MS = 1_000;
export const LONGEST_RETRY_MS = 5 * 60_000;
/** A Retry-After beyond this is not believed: a phone must not be silenced for a day by one bad header. */
export const LONGEST_RETRY_AFTER_MS = 60 * 60_000;
/** Acknowledged facts are kept this long, to be sent again to a restored server (SYNC6). */
export const KEPT_FACTS_MS = 30 * 86_400_000;
/** Exchanges in one run before the engine rests, so that a server that always says `more` can't spin a phone. */
export const MAX_EXCHANGES_PER_RUN = 400;
/** Facts put aside within one run because the server said `retry`. */
export const MAX_SKIPPED_FACTS = 5_000;
