/** Pages that name the tests which hold a promise: every one of them has to exist, and every row has one. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const DOCS = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'docs');
/** `[file](path) title`, ended by the cell, the next line in it or the page. */
const NAMED = /\[[^\]]+\]\(([^)]+\.(?:test|e2e|hostile|sick|crash)\.ts)\) ([^|<]+)/g;

describe.each(['security.md', 'features.md'])('%s', (page) => {
  const text = readFileSync(join(DOCS, page), 'utf8');
  const rows = text.split('\n').filter((line) => line.startsWith('|') && !/^\|[\s-|]+\|$/.test(line));
  const named = [...text.matchAll(NAMED)].map(([, path = '', title = '']) => [path, title.trim()] as const);

  test('names tests that exist', () => {
    const missing = named.filter(([path, title]) => {
      const file = join(DOCS, path);
      return !existsSync(file) || !readFileSync(file, 'utf8').includes(title);
    });
    expect(missing).toEqual([]);
    expect(named.length).toBeGreaterThan(20);
  });

  test('has a test for every row', () => {
    const promises = rows.filter((row) => !row.includes('held by'));
    expect(promises.filter((row) => ![...row.matchAll(NAMED)].length)).toEqual([]);
  });
});

test('features.md: the first test of a row is the first of no other, and a browser runs it', () => {
  const text = readFileSync(join(DOCS, 'features.md'), 'utf8');
  const firsts = text.split('\n').flatMap((line) => {
    const [first] = line.startsWith('|') ? [...line.matchAll(NAMED)] : [];
    return first === undefined ? [] : [`${first[1]} ${first[2]?.trim()}`];
  });
  expect(firsts.length).toBeGreaterThan(20);
  expect(firsts.filter((first, at) => firsts.indexOf(first) !== at)).toEqual([]);
  expect(firsts.filter((first) => !first.includes('.e2e.ts '))).toEqual([]);
});
