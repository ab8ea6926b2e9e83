/** Finds text by words in it, as people type them. */
import type { SQL } from 'drizzle-orm';
import { and, sql } from 'drizzle-orm';

/** Every word somewhere in the text; `%` and `_` mean themselves. */
export function matchWords(text: SQL, search: string): SQL | undefined {
  const words = search.split(/\s+/).filter(Boolean);
  return and(
    ...words.map((word) => {
      const pattern = `%${word.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
      return sql`${text} like ${pattern} escape '\\'`;
    }),
  );
}
