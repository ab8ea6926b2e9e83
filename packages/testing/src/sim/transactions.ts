/** What does a transaction write? */
import type { InStatement } from '@libsql/client';

export function isOfAttendance(statements: readonly InStatement[]): boolean {
  return statements.some((statement) => {
    const sql = typeof statement === 'object' && 'sql' in statement ? statement.sql : '';
    return /"(attendance|notifications|tallies)"/.test(sql);
  });
}

/** Only a flush of ingest notes contacts; which statement it is doesn't matter. */
export function isFlush(statements: readonly InStatement[]): boolean {
  return statements.some(
    (statement) =>
      typeof statement === 'object' && 'sql' in statement && statement.sql.includes('device_contacts'),
  );
}
