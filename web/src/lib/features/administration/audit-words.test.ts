/** Everything that the server writes into its audit log has a sentence; days become the span that they are. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { openWords } from '../../words/dictionary.ts';
import { AUDIT_AREAS, dayBounds, doneWords } from './audit-words.ts';

beforeAll(() => openWords('staff'));

const SERVER = resolve(import.meta.dirname, '../../../../../sync-server/src');
/** `action: 'class.made'`, `act(asked, 'account.approved'`, `entry('roster.imported'`, or one of two. */
const WRITTEN = [
  /(?:action: |act\(\s*\w+,\s*|entry\()'([a-z]+\.[a-z_]+)'/g,
  /\? '([a-z]+\.[a-z_]+)' : '([a-z]+\.[a-z_]+)'/g,
];

it('every action that the server writes has words, in an area that can be chosen', () => {
  const actions = readdirSync(SERVER, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.startsWith('testing'))
    .map((name) => readFileSync(join(SERVER, name), 'utf8'))
    .flatMap((text) => WRITTEN.flatMap((pattern) => [...text.matchAll(pattern)]))
    .flatMap(([, first, second]) => [first, second].filter((action) => action !== undefined));
  expect(new Set(actions).size).toBeGreaterThan(25);
  expect(actions).toEqual(expect.arrayContaining(['account.verified', 'roster.imported', 'server.restored']));
  expect([...new Set(actions)].filter((action) => doneWords(action) === action)).toEqual([]);
  const areas: readonly string[] = AUDIT_AREAS;
  expect(actions.filter((action) => !areas.includes(action.split('.')[0] ?? ''))).toEqual([]);
});

it('an action of a newer server stands as its own word', () => {
  expect(doneWords('lunch.eaten')).toBe('lunch.eaten');
});

it('days are whole in the zone of this device, and an open end stays open', () => {
  const day = 86_400_000;
  const { from, until } = dayBounds('2026-11-20', '2026-11-21');
  expect(Number(until) - Number(from)).toBe(2 * day);
  expect(new Date(Number(from)).getHours()).toBe(0);
  expect(dayBounds('', 'tomorrow')).toEqual({ from: '', until: '' });
});
