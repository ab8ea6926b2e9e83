/**
 * Serves the built web app: hashed files for ever, everything else checked each time, and the app's one page for
 * every address that isn't a file. Files are listed once at start, so a request never touches a path it made up.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import type { Handler } from 'hono';

const FALLBACK = '/200.html';
const IMMUTABLE = '/_app/immutable/';
const FOREVER = 'public, max-age=31536000, immutable';
const CHECK = 'no-cache';

const TYPES: Readonly<Partial<Record<string, string>>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
};

interface StaticFile {
  readonly path: string;
  readonly type: string;
  readonly etag: string;
  readonly brotli: boolean;
}

const NOT_BUILT = `<!doctype html><meta charset="utf-8"><title>Hazri</title>
<h1>The web app isn’t built yet</h1>
<p>The server is running. Build the app with <code>pnpm build</code>, then start the server again.</p>`;

/** @param webDir folder of the built app; may be missing */
export function staticFiles(webDir: string): Handler {
  const files = listFiles(webDir);
  return async (c) => {
    const { method, path } = c.req;
    if (method !== 'GET' && method !== 'HEAD')
      return c.text('Method not allowed', 405, { allow: 'GET, HEAD' });
    const found = files.get(path) ?? (path.endsWith('/') ? files.get(`${path}index.html`) : undefined);
    if (found) return answer(c.req.raw, found, path.startsWith(IMMUTABLE) ? FOREVER : CHECK);
    // A missing chunk answered with HTML would be kept for ever as a script.
    if (path.startsWith('/_app/') || looksLikeFile(path))
      return c.text('Not found', 404, { 'cache-control': CHECK });
    const page = files.get(FALLBACK);
    return page ? answer(c.req.raw, page, CHECK) : c.html(NOT_BUILT, 503, { 'cache-control': 'no-store' });
  };
}

/** Whether the folder holds a built app. */
export function isWebBuilt(webDir: string): boolean {
  return existsSync(join(webDir, FALLBACK));
}

function listFiles(webDir: string): ReadonlyMap<string, StaticFile> {
  const files = new Map<string, StaticFile>();
  if (!existsSync(webDir)) return files;
  const names = readdirSync(webDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const all = new Set(names);
  for (const path of names) {
    if (path.endsWith('.br') || path.endsWith('.gz')) continue;
    const etag = `"${createHash('sha256').update(readFileSync(path)).digest('base64url').slice(0, 22)}"`;
    const type = TYPES[extname(path)] ?? 'application/octet-stream';
    files.set(`/${relative(webDir, path).split(sep).join('/')}`, {
      path,
      type,
      etag,
      brotli: all.has(`${path}.br`),
    });
  }
  return files;
}

async function answer(request: Request, file: StaticFile, caching: string): Promise<Response> {
  // Weak: one tag for the plain and the compressed form.
  const headers = new Headers({ etag: `W/${file.etag}`, 'cache-control': caching, vary: 'accept-encoding' });
  if (matchesEtag(request.headers.get('if-none-match'), file.etag))
    return new Response(null, { status: 304, headers });
  const brotli = file.brotli && /\bbr\b/.test(request.headers.get('accept-encoding') ?? '');
  const bytes = await readFile(brotli ? `${file.path}.br` : file.path);
  headers.set('content-type', file.type);
  headers.set('content-length', String(bytes.length));
  if (brotli) headers.set('content-encoding', 'br');
  return new Response(request.method === 'HEAD' ? null : bytes, { headers });
}

function matchesEtag(header: string | null, etag: string): boolean {
  return header?.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag) ?? false;
}

/** `/favicon.png` or `/..%2f.env`, not `/student/scan`: those never mean the app's page. */
function looksLikeFile(path: string): boolean {
  const last = path.slice(path.lastIndexOf('/') + 1);
  return /\.[A-Za-z0-9]{1,12}$/.test(last) || /%2f|%5c|%00/i.test(path) || last.startsWith('.');
}
