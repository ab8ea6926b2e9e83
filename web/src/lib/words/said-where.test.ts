/** What a page says must be loaded there: the part of staff is, where the page or a layout above it opens it. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { entry } from './en/entry.ts';
import { everyone } from './en/everyone.ts';
import { staff } from './en/staff.ts';

const SOURCE = resolve(import.meta.dirname, '../..');
const IMPORT = /(?:from|import)\s*\(?\s*'((?:\.|#lib)[^']*\.(?:ts|svelte))'/g;
/** Not `…`, which stands for any key in a comment. */
const SAID = /\bsay(?:Count)?\(\s*['`]([^'`$…]+)/g;

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

const PARTS = { staff, entry } as const;

/** Folders whose pages have a part: it is opened by their page or by the layout of a folder above. */
function foldersOf(part: keyof typeof PARTS): readonly string[] {
  return routes
    .filter(
      ({ name, path }) => name.endsWith('.ts') && readFileSync(path, 'utf8').includes(`openWords('${part}')`),
    )
    .map(({ name }) => `${dirname(name)}/`);
}

describe('a page', () => {
  it('says only words that are open there', () => {
    const withPart = Object.entries(PARTS).map(
      ([part, words]) => [foldersOf(part as keyof typeof PARTS), Object.keys(words)] as const,
    );
    const missing = routes.flatMap(({ name, path }) => {
      const open = withPart.flatMap(([folders, keys]) =>
        folders.some((folder) => name.startsWith(folder)) ? keys : [],
      );
      const keys = [...Object.keys(everyone), ...open];
      const said = saidIn(filesOf([path]));
      return [...said]
        .filter((key) => !keys.some((known) => known.startsWith(key)))
        .map((key) => `${name}: ${key}`);
    });
    expect(missing).toEqual([]);
  });

  it('is seen to say the words of its part', () => {
    const said = saidIn(filesOf(routes.map(({ path }) => path)));
    expect([...said]).toEqual(
      expect.arrayContaining(['scan.askWhy', 'today.adhoc', 'register.submit', 'people.handCode']),
    );
    for (const part of ['staff', 'entry'] as const) expect(foldersOf(part)).not.toEqual([]);
  });
});
