/** A newer version of the built app: the same files under another version name, as a rebuild would make them. */
import { createHash } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Hashed names promise that the content never changes: only the files that carry the version are rewritten. */
const CARRIERS = ['200.html', 'service-worker.js', '_app/version.json'];

/** Copies the build `from` to the folder `to` and raises its version. */
export function makeNextVersion(from: string, to: string, name = 'next-version'): void {
  cpSync(from, to, { recursive: true });
  const current = (JSON.parse(readFileSync(join(from, '_app/version.json'), 'utf8')) as { version: string })
    .version;
  for (const carrier of CARRIERS) {
    const before = readFileSync(join(to, carrier), 'utf8');
    const after = before.replaceAll(current, name);
    if (after === before) throw new Error(`${carrier} doesn't carry the version ${current}`);
    writeFileSync(join(to, carrier), rehashed(before, after));
  }
  // The compressed forms are of the old text; without them the server sends the plain files.
  for (const file of readdirSync(to, { recursive: true, encoding: 'utf8' })) {
    if (/\.(br|gz)$/.test(file)) rmSync(join(to, file));
  }
}

/** The page's CSP lists its inline scripts by hash: scripts that changed get their new hash there. */
function rehashed(before: string, after: string): string {
  const [old, now] = [inlineScripts(before), inlineScripts(after)];
  return old.reduce(
    (page, script, index) => page.replaceAll(hashOf(script), hashOf(now[index] ?? '')),
    after,
  );
}

function inlineScripts(page: string): readonly string[] {
  return [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, script = '']) => script);
}

function hashOf(script: string): string {
  return `sha256-${createHash('sha256').update(script).digest('base64')}`;
}
