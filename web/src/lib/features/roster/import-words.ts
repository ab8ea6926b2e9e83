/** Why a file couldn't be looked at or taken, in words. */
import type { Trouble } from '../../api/call.ts';
import { say } from '../../words/say.ts';
import { sayReason } from '../../words/reasons.ts';

/** As the server has it. */
const MAX_FILE_ROWS = 10_000;
const FAULTS = [
  'empty',
  'unclosed_quote',
  'old_workbook',
  'broken_workbook',
  'unpacks_too_large',
  'too_slow',
] as const;

/** @param hasFile something was chosen that isn't lost */
export function sayTrouble(trouble: Trouble, hasFile: boolean): string {
  if (trouble.kind === 'offline') return say(hasFile ? 'import.offline' : 'import.offline.noFile');
  const code = trouble.kind === 'refused' ? trouble.issues[0]?.code : undefined;
  if (code === 'too_many_rows') return say('import.fault.too_many_rows', { most: MAX_FILE_ROWS });
  const fault = FAULTS.find((word) => word === code);
  return fault === undefined ? sayReason(trouble.reason) : say(`import.fault.${fault}`);
}
