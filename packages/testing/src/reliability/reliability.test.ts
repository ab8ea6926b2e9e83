import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { describe, expect, test } from 'vitest';
import { BUGS } from '../sim/planted-bugs.ts';
import { DOCUMENT, readFindings, ROOT } from './committed.ts';
import { rewriteReliability } from './write-reliability.ts';

const document = readFileSync(DOCUMENT, 'utf8');
const findings = readFindings();

describe('docs/reliability.md', () => {
  test('says what the committed summaries say: `pnpm reliability` writes it', async () => {
    const config = await resolveConfig(DOCUMENT);
    const written = await format(rewriteReliability(document, findings), { ...config, filepath: DOCUMENT });
    expect(document).toBe(written);
  });

  test('names every fault that was found', () => {
    const faults = [
      ...findings.simulated.map(({ why }) => why),
      ...findings.elsewhere.map(({ what }) => what),
    ];
    expect(faults.filter((fault) => !document.includes(fault))).toEqual([]);
  });

  test('points to tests that exist', () => {
    const astray = findings.elsewhere.filter(
      ({ file, test: name }) => !readFileSync(join(ROOT, file), 'utf8').includes(name),
    );
    expect(astray).toEqual([]);
  });

  test('tells of runs in which nothing broke and every planted bug was found', () => {
    expect(findings.summaries.map(({ suite }) => suite)).toContain('simulation');
    for (const summary of findings.summaries) {
      switch (summary.suite) {
        case 'simulation':
          expect(summary.failed).toEqual([]);
          break;
        case 'planted':
          expect(summary.bugs.map(({ name }) => name)).toEqual(Object.keys(BUGS));
          expect(summary.bugs.filter(({ seed }) => seed === null || seed > summary.limit)).toEqual([]);
          break;
        case 'crash':
          expect(summary.lost).toBe(0);
          break;
        case 'hostile':
          expect(summary.failed).toBe(0);
          break;
      }
    }
  });

  test('a part that nobody writes is an error', () => {
    expect(() => rewriteReliability('<!-- generated: luck -->\n<!-- end -->', findings)).toThrow('luck');
  });
});
