/**
 * Small text files outside IndexedDB, in the origin's private file system or, where that can't be written, in
 * Cache Storage. Both survived the kills that lost an origin's whole IndexedDB (DEV8).
 */
export interface TextFiles {
  readonly kind: 'opfs' | 'cache';
  /** Resolves once the file is complete: a reader sees the old text or the new one, never half of it. */
  write(name: string, text: string): Promise<void>;
  read(name: string): Promise<string | null>;
  remove(name: string): Promise<void>;
  names(): Promise<readonly string[]>;
}

/** The folder of files, or null where the browser has neither store (or refuses both, as in private mode). */
export async function openTextFiles(folder: string): Promise<TextFiles | null> {
  return (await openOpfsFiles(folder)) ?? (await openCacheFiles(folder));
}

export async function openOpfsFiles(folder: string): Promise<TextFiles | null> {
  // Safari has had the file system for longer than createWritable.
  if (!('FileSystemFileHandle' in globalThis) || !('createWritable' in FileSystemFileHandle.prototype))
    return null;
  try {
    const root = await navigator.storage.getDirectory();
    return opfsFiles(await root.getDirectoryHandle(folder, { create: true }));
  } catch {
    return null;
  }
}

function opfsFiles(directory: FileSystemDirectoryHandle): TextFiles {
  return {
    kind: 'opfs',
    async write(name, text) {
      const file = await directory.getFileHandle(name, { create: true });
      const writable = await file.createWritable();
      await writable.write(text);
      // The browser swaps the file in on close, as a whole.
      await writable.close();
    },
    async read(name) {
      try {
        const handle = await directory.getFileHandle(name);
        return await (await handle.getFile()).text();
      } catch (fault) {
        return ignoreMissing(fault, null);
      }
    },
    async remove(name) {
      try {
        await directory.removeEntry(name);
      } catch (fault) {
        ignoreMissing(fault, undefined);
      }
    },
    async names() {
      const names: string[] = [];
      for await (const name of directory.keys()) names.push(name);
      return names.filter((name) => !name.endsWith('.crswap'));
    },
  };
}

function ignoreMissing<T>(fault: unknown, otherwise: T): T {
  if (fault instanceof DOMException && fault.name === 'NotFoundError') return otherwise;
  throw fault;
}

export async function openCacheFiles(folder: string): Promise<TextFiles | null> {
  if (!('caches' in globalThis)) return null;
  try {
    return cacheFiles(await caches.open(folder));
  } catch {
    return null;
  }
}

function cacheFiles(cache: Cache): TextFiles {
  const PATH = '/kept-files/';
  return {
    kind: 'cache',
    write: (name, text) => cache.put(PATH + name, new Response(text)),
    async read(name) {
      const found = await cache.match(PATH + name);
      return found === undefined ? null : await found.text();
    },
    async remove(name) {
      await cache.delete(PATH + name);
    },
    async names() {
      const requests = await cache.keys();
      return requests.map((request) => new URL(request.url).pathname.slice(PATH.length));
    },
  };
}
