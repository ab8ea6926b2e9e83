/** Where facts and contacts came from is kept for some time as evidence, and then forgotten (privacy); logins, too. */
import { gt } from 'drizzle-orm';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/open-database.ts';
import { facts } from '../db/fact-schema.ts';
import type { Writer } from '../db/writer.ts';

const DAY_MS = 86_400_000;
/** Facts that are looked at in one go: other writes wait for it. */
const FACTS_AT_ONCE = 2_000;
/** Several times a day: a server that is started anew every night forgets, too. */
const EVERY_MS = 6 * 3_600_000;

const FORGET_CONTACTS =
  'UPDATE device_contacts SET address = NULL, agent = NULL WHERE received_at < ? AND address IS NOT NULL';
/** What a device may do after its login ran out hangs on its own row (SYNC7). */
const FORGET_LOGINS = 'DELETE FROM auth_sessions WHERE expires_at < ?';
const FORGET_FACTS = 'UPDATE facts SET address = NULL WHERE seq IN (SELECT value FROM json_each(?))';

interface Deps {
  readonly database: Database;
  readonly writer: Writer;
  readonly clock: Clock;
  readonly config: { readonly keepAddressesDays: number };
}

/**
 * Facts are stored about as they come: past the first page without an old one there is none.
 * @param done `seq` up to which an earlier run found nothing but old facts
 * @returns the same of this run: the next one needn't read those again, which in time are most facts there are
 */
export async function forgetAddresses(
  { database: { orm }, writer, clock, config }: Deps,
  done = 0,
): Promise<number> {
  const oldest = clock.now() - config.keepAddressesDays * DAY_MS;
  const over = [
    { sql: FORGET_CONTACTS, args: [oldest] },
    { sql: FORGET_LOGINS, args: [Math.floor(clock.now() / 1_000)] },
  ];
  await writer.run((turn) => turn.commit(over, []));
  let after = done;
  /** Where the first page began that had a newer one among them. */
  let settled: number | null = null;
  for (;;) {
    const page = await orm
      .select({ seq: facts.seq, receivedAt: facts.receivedAt, address: facts.address })
      .from(facts)
      .where(gt(facts.seq, after))
      .orderBy(facts.seq)
      .limit(FACTS_AT_ONCE);
    const old = page.filter(({ receivedAt }) => receivedAt < oldest);
    const known = old.flatMap(({ seq, address }) => (address === null ? [] : [seq]));
    if (known.length > 0) {
      const forget = { sql: FORGET_FACTS, args: [JSON.stringify(known)] };
      await writer.run((turn) => turn.commit([forget], []));
    }
    if (old.length < FACTS_AT_ONCE) {
      if (page.length < FACTS_AT_ONCE || old.length === 0) return settled ?? after;
      settled ??= after;
    }
    after = page.at(-1)?.seq ?? after;
  }
}

/** @returns what ends it */
export function startForgetting(deps: Deps & { readonly report: (cause: unknown) => void }): () => void {
  let done = 0;
  const forget = async (): Promise<void> => {
    done = await forgetAddresses(deps, done);
  };
  const timer = setInterval(() => void forget().catch(deps.report), EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
