/** Small readable ids for tests: the kind in the first digits, a number in the last. */
import type { Id } from '../ids.ts';
import { parseId } from '../ids.ts';

const KINDS = { fact: 'fac7', session: '5e55', class: 'c1a5', user: '05e4', device: 'de41' } as const;

export function testId<Kind extends keyof typeof KINDS>(kind: Kind, n: number): Id<Kind> {
  const id = parseId<Kind>(`0000${KINDS[kind]}-0000-7000-8000-${n.toString(16).padStart(12, '0')}`);
  if (id === null) throw new Error(`no id ${n}`);
  return id;
}
