/** Which language somebody reads: told by the app once they have chosen one, asked for by mails. */
import { eq, sql } from 'drizzle-orm';
import { accountLanguages, LANGUAGES } from '../db/account-schema.ts';
import type { Database } from '../db/open-database.ts';
import { insertNewRows, upsertRows } from '../db/upsert-rows.ts';
import type { Writer } from '../db/writer.ts';

export type Language = (typeof LANGUAGES)[number];

/** null: nobody has said so. */
export async function languageOf({ orm }: Database, userId: number): Promise<Language | null> {
  const [row] = await orm.select().from(accountLanguages).where(eq(accountLanguages.userId, userId));
  return row?.language ?? null;
}

/** Of many at one time. */
export async function languagesOf(
  { orm }: Database,
  userIds: readonly number[],
): Promise<ReadonlyMap<number, Language>> {
  const rows = await orm
    .select()
    .from(accountLanguages)
    .where(sql`${accountLanguages.userId} in (select value from json_each(${JSON.stringify(userIds)}))`);
  return new Map(rows.map(({ userId, language }) => [userId, language]));
}

/** @param chosen false: it is what somebody's browser speaks, and gives way to whatever is known already */
export function setLanguage(
  writer: Writer,
  userId: number,
  language: Language,
  chosen: boolean,
): Promise<void> {
  const write = chosen ? upsertRows : insertNewRows;
  return writer.run((turn) => turn.commit([write(accountLanguages, [{ userId, language }])], []));
}
