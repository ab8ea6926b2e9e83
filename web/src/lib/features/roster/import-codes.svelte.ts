/** Codes of an import's new accounts, while the server still has them for who began it. */
import type { ClassId } from '@hazri/domain';
import { CSV_START, csvLine } from '@hazri/sync-protocol/api/csv';
import {
  importCodes,
  IMPORT_HEADINGS,
  type ImportCodes,
  type ImportJob,
} from '@hazri/sync-protocol/api/roster';
import { call, type Trouble } from '../../api/call.ts';
import { say } from '../../words/say.ts';
import { dateOf } from '../../words/when.ts';

export class HandedCodes {
  /** null before the first answer, and once they are in hand. */
  held = $state.raw<ImportCodes | null>(null);
  trouble = $state.raw<Trouble | null>(null);
  busy = $state(false);
  readonly #path: string;

  constructor(classId: ClassId, { jobId }: ImportJob) {
    this.#path = `/api/classes/${classId}/enrolments/import/${jobId}/codes`;
  }

  async load(): Promise<void> {
    this.busy = true;
    const asked = await call({ method: 'GET', path: this.#path, answer: importCodes });
    this.busy = false;
    this.trouble = asked.ok ? null : asked.trouble;
    if (asked.ok) this.held = asked.value;
  }

  /** They were saved or printed. */
  async forget(): Promise<void> {
    this.busy = true;
    const asked = await call({ method: 'DELETE', path: this.#path, answer: null });
    this.busy = false;
    this.trouble = asked.ok ? null : asked.trouble;
    if (asked.ok) this.held = null;
  }
}

/** Where a code is typed, as people type addresses. */
export function claimAddress({ host }: Pick<Location, 'host'>): string {
  return `${host}/claim`;
}

export function codesCsv({ codes }: ImportCodes): string {
  const lines = codes.map(({ studentNo, givenName, familyName, email, code, expiresAt }) =>
    csvLine([studentNo ?? '', givenName, familyName, email, code, dateOf(expiresAt)]),
  );
  return [
    CSV_START,
    csvLine([...IMPORT_HEADINGS, say('import.codes.code'), say('import.codes.until')]),
    ...lines,
  ].join('');
}
