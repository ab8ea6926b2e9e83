/** What is wrong with a row of people, in words. */
import type { ImportRow } from '@hazri/sync-protocol/api/roster';
import { say } from '../../words/say.ts';

type Issue = ImportRow['issues'][number];

export function sayRowFault({ code, field, line }: Issue): string {
  if (code === 'too_long')
    return say('import.row.too_long', { field: field === null ? '' : say(`import.field.${field}`) });
  if (code === 'repeated') return say('import.row.repeated', { line: line ?? 0 });
  return say(`import.row.${code}`);
}

export function sayRowFaults(issues: readonly Issue[]): string {
  // Number and e-mail may repeat the same row.
  return [...new Set(issues.map(sayRowFault))].join('; ');
}
