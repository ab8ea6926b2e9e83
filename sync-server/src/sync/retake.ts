/**
 * Takes in facts that an earlier server set aside because it didn't know their kind (FACT2): a newer app stated them,
 * this server understands them. Asked at every start; mostly there are none.
 */
import { sql } from 'drizzle-orm';
import { parseFact } from '@hazri/sync-protocol';
import { facts } from '../db/fact-schema.ts';
import type { Writer } from '../db/writer.ts';
import type { FlushDeps } from './flush-deps.ts';
import { retakeRows } from './flush.ts';

/** Rows of one transaction. */
const ROWS_AT_A_TIME = 500;

/** @returns how many were taken in */
export async function retakeSetAside(deps: FlushDeps, writer: Writer): Promise<number> {
  let taken = 0;
  let after = 0;
  for (;;) {
    const rows = await deps.database.orm
      .select()
      .from(facts)
      .where(sql`outcome = 'set_aside' and ${facts.seq} > ${after}`)
      .orderBy(facts.seq)
      .limit(ROWS_AT_A_TIME);
    after = rows.at(-1)?.seq ?? after;
    const known = rows.filter((row) => parseFact(JSON.parse(row.json)).ok);
    if (known.length > 0) await writer.run((turn) => retakeRows(deps, turn, known));
    taken += known.length;
    if (rows.length < ROWS_AT_A_TIME) return taken;
  }
}
