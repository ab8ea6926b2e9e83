/**
 * What was stated in the mark of an attendance row `a`, as SQL: the fact of that id by that author, since anybody may
 * have stated another one with the same id (FACT4). Rows from when ids were everybody's name no author.
 */
export function markFact(expression: string): string {
  return `(SELECT ${expression} FROM facts f JOIN users m ON m.id = f.author_id
    WHERE f.id = json_extract(a.mark, '$.factId') AND f.kind = 'mark'
      AND coalesce(json_extract(a.mark, '$.author'), m.uuid) = m.uuid
    ORDER BY f.seq LIMIT 1)`;
}
