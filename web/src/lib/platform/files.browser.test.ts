/** The real file system and the real Cache Storage of a browser. */
import { afterEach, describe, expect, it } from 'vitest';
import { assert, uuidv7 } from '@hazri/domain';
import { canaryIn } from './canary.ts';
import { openCacheFiles, openOpfsFiles, openTextFiles } from './files.ts';
import type { TextFiles } from './files.ts';
import { journalOver } from './journal.ts';

const FOLDER = 'files-under-test';

afterEach(async () => {
  const root = await navigator.storage.getDirectory();
  await root.removeEntry(FOLDER, { recursive: true }).catch(() => undefined);
  await caches.delete(FOLDER);
});

const STORES: readonly (readonly [string, (folder: string) => Promise<TextFiles | null>])[] = [
  ['the private file system', openOpfsFiles],
  ['Cache Storage', openCacheFiles],
];

for (const [name, open] of STORES) {
  describe(`text files in ${name}`, () => {
    async function opened(): Promise<TextFiles> {
      const files = await open(FOLDER);
      assert(files !== null, 'Chromium has it');
      return files;
    }

    it('[DEV8] gives back what was written, also to somebody who opens the folder later', async () => {
      await (await opened()).write('a.json', '{"उपस्थित":1}');
      const files = await opened();
      expect(await files.read('a.json')).toBe('{"उपस्थित":1}');
      expect(await files.names()).toEqual(['a.json']);
    });

    it('[DEV8] replaces a file as a whole and removes it', async () => {
      const files = await opened();
      await files.write('a.json', 'a long first text');
      await files.write('a.json', 'short');
      expect(await files.read('a.json')).toBe('short');
      await files.remove('a.json');
      expect(await files.read('a.json')).toBeNull();
      await files.remove('a.json');
      expect(await files.names()).toEqual([]);
    });

    it('[DEV8] journals facts stated at the same moment, each in its own file', async () => {
      const journal = journalOver(await opened());
      const facts = Array.from({ length: 20 }, (_, madeAt) => ({
        id: uuidv7<'fact'>(madeAt, crypto.getRandomValues(new Uint8Array(10))),
        kind: 'scan',
        madeAt,
      }));
      expect(await Promise.all(facts.map((fact) => journal.write(fact)))).toEqual(facts.map(() => true));
      const [first, ...others] = facts;
      assert(first !== undefined, 'there are twenty');
      await journal.forget([first.id]);
      const read = await journalOver(await opened()).readAll();
      expect(read.toSorted((a, b) => a.madeAt - b.madeAt)).toEqual(others);
    });

    it('[DEV8] half a file and foreign files are passed over', async () => {
      const files = await opened();
      await files.write('half.json', '{"id":"0193e5');
      await files.write('other.json', '{"id":7}');
      expect(await journalOver(files).readAll()).toEqual([]);
    });
  });
}

it('[DEV8] prefers the file system where it can be written', async () => {
  expect((await openTextFiles(FOLDER))?.kind).toBe('opfs');
});

describe('canary', () => {
  const canary = { installation: '0193e5a0-0000-7000-8000-000000000001', account: null };

  it('[DEV8] sings from the file system when localStorage is gone, and from localStorage when files are', async () => {
    const files = await openOpfsFiles(FOLDER);
    expect(await canaryIn(files, localStorage).read()).toBeNull();
    await canaryIn(files, localStorage).write(canary);
    expect(await canaryIn(files, null).read()).toEqual(canary);
    expect(await canaryIn(null, localStorage).read()).toEqual(canary);
    localStorage.clear();
    await files?.remove('canary.json');
    expect(await canaryIn(files, localStorage).read()).toBeNull();
  });

  it('reads nothing out of garbage', async () => {
    const files = await openOpfsFiles(FOLDER);
    for (const text of ['', '{', 'null', '[]', '{"installation":"x"}']) {
      await files?.write('canary.json', text);
      expect(await canaryIn(files, null).read()).toBeNull();
    }
  });
});
