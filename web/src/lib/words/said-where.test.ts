/** What a page says must be loaded there: the part of staff is, where the page or a layout above it opens it. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { everyone } from './en/everyone.ts';

const SOURCE = resolve(import.meta.dirname, '../..');
const IMPORT = /(?:from|import)\s*\(?\s*'((?:\.|#lib)[^']*\.(?:ts|svelte))'/g;
const SAID = /\bsay(?:Count)?\(\s*['`]([^'`$]+)/g;

/** The files that a page consists of, from its imports on. */
function filesOf(pages: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (path: string): void => {
    if (found.has(path)) return;
    found.add(path);
    for (const [, to = ''] of readFileSync(path, 'utf8').matchAll(IMPORT)) {
      visit(to.startsWith('#lib') ? join(SOURCE, 'lib', to.slice('#lib/'.length)) : join(dirname(path), to));
    }
  };
  for (const page of pages) visit(page);
  return found;
}

/** Keys said there; the beginning of a key where the rest comes from a value. */
function saidIn(files: ReadonlySet<string>): ReadonlySet<string> {
  // What the dictionary's own comments give as examples is said nowhere.
  const pages = [...files].filter((path) => !path.startsWith(import.meta.dirname));
  return new Set(
    pages.flatMap((path) => [...readFileSync(path, 'utf8').matchAll(SAID)].map(([, key]) => key ?? '')),
  );
}

const routes = readdirSync(join(SOURCE, 'routes'), { recursive: true, encoding: 'utf8' })
  .filter((name) => /\+.*\.(svelte|ts)$/.test(name))
  .map((name) => ({ name, path: join(SOURCE, 'routes', name) }));

const staffFolders = routes
  .filter(
    ({ name, path }) => name.endsWith('.ts') && readFileSync(path, 'utf8').includes("openWords('staff')"),
  )
  .map(({ name }) => `${dirname(name)}/`);

describe('pages that are not of staff', () => {
  it('say words of everyone only', () => {
    const pages = routes.filter(({ name }) => !staffFolders.some((folder) => name.startsWith(folder)));
    const said = saidIn(filesOf(pages.map(({ path }) => path)));
    const keys = Object.keys(everyone);
    expect([...said]).toContain('scan.askWhy');
    expect([...said].filter((key) => !keys.some((known) => known.startsWith(key)))).toEqual([]);
  });

  it('are told from those of staff', () => {
    const said = saidIn(filesOf(routes.map(({ path }) => path)));
    expect([...said]).toContain('today.adhoc');
  });
});
