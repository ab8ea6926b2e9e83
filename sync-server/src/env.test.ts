import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readConfig } from './env.ts';

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

test('an empty setting is an absent one: demo mode stays on this machine, in a folder of its own', () => {
  const names = [...source.matchAll(/env\['([A-Z_]+)'\]/g)].map(([, name]) => name ?? '');
  const empty = Object.fromEntries(names.map((name) => [name, '']));
  expect(readConfig(empty, { packageDir: '/opt/hazri' })).toEqual(
    readConfig({}, { packageDir: '/opt/hazri' }),
  );
  expect(readConfig(empty, { packageDir: '/opt/hazri' })).toMatchObject({
    ok: true,
    value: { demo: true, host: '127.0.0.1', dataDir: '/opt/demo-data' },
  });
});
