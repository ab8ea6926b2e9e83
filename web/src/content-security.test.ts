/** The policy allows one inline style by its hash: the one in Kit's own markup, which a new Kit may change. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

it('allows the style of Kit’s route announcer and no other', () => {
  const markup = read('../node_modules/@sveltejs/kit/src/runtime/components/root.svelte');
  const styles = [...markup.matchAll(/\sstyle="([^"]*)"/g)].map(([, style]) => style ?? '');
  const hashes = styles.map((style) => `sha256-${createHash('sha256').update(style).digest('base64')}`);
  const config = read('../vite.config.ts');
  expect(hashes).toHaveLength(1);
  expect(config.match(/sha256-[A-Za-z0-9+/=]+/g)).toEqual(hashes);
  expect(config).not.toContain('unsafe-inline');
});
