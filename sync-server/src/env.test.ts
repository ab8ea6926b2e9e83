import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const source = readFileSync(new URL('env.ts', import.meta.url), 'utf8');
const guide = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');

test('every setting that is read stands in the guide, and no other', () => {
  const read = new Set([...source.matchAll(/env\['([A-Z_]+)'\]/g)].map(([, name]) => name));
  expect(read.size).toBeGreaterThan(15);
  // By any other way to a setting this test would be blind.
  expect(source).not.toMatch(/\} = env\b|env\.[A-Z]/);
  const chapter = /## Configuration\n([\s\S]*?)\n## /.exec(guide)?.[1] ?? '';
  const told = [...chapter.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, name]) => name);
  expect(told.toSorted()).toEqual([...read].toSorted());
});
