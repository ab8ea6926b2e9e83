import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** About how code and words are written; there is nothing to run. */
const WITHOUT_TEST = ['SCAN16', 'TIME1'];

const RULE = /\b(?:FACT|SES|SCAN|ATT|TIME)\d+\b/g;

function rulesIn(text: string): ReadonlySet<string> {
  return new Set(text.match(RULE) ?? []);
}

test('every rule of SPEC.md has a test that carries its id, and every id in a test is a rule', () => {
  const spec = readFileSync(new URL('../SPEC.md', import.meta.url), 'utf8');
  const here = new URL('.', import.meta.url);
  const tests = readdirSync(here).filter((name) => name.endsWith('.test.ts') && name !== 'spec.test.ts');
  const named = tests.flatMap(
    (name) => readFileSync(new URL(name, here), 'utf8').match(/\[[A-Z]+\d+\]/g) ?? [],
  );
  const tested = [...rulesIn(named.join(' ')), ...WITHOUT_TEST];
  expect([...new Set(tested)].sort()).toEqual([...rulesIn(spec)].sort());
});
