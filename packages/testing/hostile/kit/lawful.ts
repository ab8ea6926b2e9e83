/** Is an answer one that the protocol allows, whatever was asked? */
import { factResult, parseRow, problem, syncResponse } from '@hazri/sync-protocol';
import { heard } from './heard.ts';

export interface Lawful {
  readonly status: number;
  /** The problem's word; null for a 200. */
  readonly reason: string | null;
  /** `outcome reason` of each fact. */
  readonly results: readonly string[];
}

/** @throws for a 5xx, a refusal without its word, an answer that no device could read */
export async function lawful(answer: Response): Promise<Lawful> {
  const { status } = answer;
  const text = await answer.text();
  if (status >= 500) throw new Error(`${status}: ${text}`);
  if (status !== 200) {
    const type = answer.headers.get('content-type');
    if (type !== 'application/problem+json') throw new Error(`${status} in ${type ?? 'no type'}: ${text}`);
    const refused = problem.parse(JSON.parse(text));
    if (refused.status !== status || !/^[a-z_]{3,}$/.test(refused.reason)) throw new Error(text);
    heard(`${status} ${refused.reason}`);
    return { status, reason: refused.reason, results: [] };
  }
  const read = syncResponse.parse(JSON.parse(text));
  const results = read.results.map((result) => {
    const { outcome, reason } = factResult.parse(result);
    if ((outcome === 'rejected' || outcome === 'retry') && reason === null)
      throw new Error(`no reason: ${text}`);
    return reason === null ? outcome : `${outcome} ${reason}`;
  });
  for (const scope of Object.values(read.changes))
    for (const row of scope.rows)
      if (parseRow(row) === null) throw new Error(`no device can read ${JSON.stringify(row)}`);
  results.forEach(heard);
  return { status, reason: null, results };
}
