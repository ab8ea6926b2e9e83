/** `GET /api/openapi.json` for programs, `GET /api/docs` for people. */
import type { AppDeps } from '../app-deps.ts';
import { DOCS_STYLE } from '../docs/docs-style.ts';
import type { Json } from '../docs/openapi.ts';
import { openApiDocument } from '../docs/openapi.ts';
import { docsPage } from '../docs/docs-page.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { endpoint } from '../http/endpoint.ts';

const STYLE_PATH = '/docs/style.css';
/** The page has no script at all. */
const PAGE_POLICY =
  "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export function openApiEndpoints({ config }: AppDeps, endpoints: readonly Endpoint[]): readonly Endpoint[] {
  const document = once((): Json => openApiDocument(config.version, [...endpoints, ...own]));
  const page = once(() => docsPage(document(), `/api${STYLE_PATH}`));
  const own: readonly Endpoint[] = [
    endpoint({
      method: 'get',
      path: '/openapi.json',
      access: 'anyone',
      summary: 'This document',
      files: ['application/json'],
      handle: () => Promise.resolve(Response.json(document())),
    }),
    endpoint({
      method: 'get',
      path: '/docs',
      access: 'anyone',
      summary: 'This document as a page to read',
      files: ['text/html'],
      handle: () =>
        Promise.resolve(
          new Response(page(), {
            headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': PAGE_POLICY },
          }),
        ),
    }),
    endpoint({
      method: 'get',
      path: STYLE_PATH,
      access: 'anyone',
      summary: 'How that page looks',
      files: ['text/css'],
      handle: () =>
        Promise.resolve(new Response(DOCS_STYLE, { headers: { 'content-type': 'text/css; charset=utf-8' } })),
    }),
  ];
  return own;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}
