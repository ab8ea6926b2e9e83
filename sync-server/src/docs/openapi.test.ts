/** The document as programs and people get it: valid, complete, and a page in which nothing is markup but ours. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Validator } from '@seriousme/openapi-schema-validator';
import { PROBLEMS } from '../http/problem.ts';
import { allEndpoints } from '../routes/endpoints.ts';
import type { World } from '../testing/server-world.ts';
import { startWorld } from '../testing/server-world.ts';
import { docsPage } from './docs-page.ts';
import type { Json } from './openapi.ts';
import { openApiDocument } from './openapi.ts';
import { asJson, listOf, typeOf } from './schema-view.ts';

let world: World;
let document: Json;
beforeAll(async () => {
  world = await startWorld();
  document = (await (await fetch(`${world.server.url}/api/openapi.json`)).json()) as Json;
});
afterAll(() => world.close());

const operations = (): readonly (readonly [name: string, operation: Json])[] =>
  Object.entries(asJson(document['paths'])).flatMap(([path, methods]) =>
    Object.entries(asJson(methods)).map(([method, found]) => [`${method} ${path}`, asJson(found)] as const),
  );

test('[API] the document is valid OpenAPI 3.1, and every reference in it leads somewhere', async () => {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(structuredClone(document));
  expect(errors ?? []).toEqual([]);
  expect([valid, validator.version]).toEqual([true, '3.1']);
  expect(() => validator.resolveRefs()).not.toThrow();
});

test('[API] a document with a mistake is no valid one', async () => {
  const { paths: _, ...broken } = document;
  const bent = { ...broken, paths: { '/x': { get: { responses: { 200: {} } } } } };
  expect((await new Validator().validate(bent)).valid).toBe(false);
});

test('[API] every route says who, what it takes and gives, and why it may say no', () => {
  expect(operations().length).toBe(allEndpoints(world.server.deps).length);
  const ids = operations().map(([, { operationId }]) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [name, operation] of operations()) {
    expect(operation['summary'], name).toMatch(/\w/);
    expect(operation['description'], name).toMatch(/\w/);
    expect(listOf(operation['tags']), name).toHaveLength(1);
    const answers = asJson(operation['responses']);
    const good = Object.keys(answers).filter((status) => status < '400');
    expect(good, name).toHaveLength(1);
    const [status = ''] = good;
    // Nothing to give, a connection, a file, or JSON with a schema.
    const content = asJson(asJson(answers[status])['content']);
    if (!['101', '204'].includes(status)) expect(Object.keys(content), name).not.toEqual([]);
    const told = JSON.stringify(answers);
    if (listOf(operation['security']).length > 0) expect(told, name).toContain('login_required');
    if (operation['requestBody'] !== undefined) expect(told, name).toContain('body_malformed');
  }
});

test('[API] every reason there is belongs to a route or to any request', () => {
  const told = operations().flatMap(([, operation]) =>
    [...JSON.stringify(operation['responses']).matchAll(/"enum":\[([^\]]*)\]/g)].flatMap(([, list = '']) =>
      list.split(',').map((reason) => reason.replaceAll('"', '')),
    ),
  );
  expect(Object.keys(PROBLEMS).filter((reason) => !told.includes(reason))).toEqual([]);
});

test('[API] the page names every route, with its fields and reasons, and has no script', async () => {
  const response = await fetch(`${world.server.url}/api/docs`);
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(response.headers.get('content-security-policy')).not.toContain('unsafe');
  expect(response.headers.get('content-security-policy')).not.toContain('script');
  const page = await response.text();
  for (const [name, { operationId }] of operations())
    expect(page, name).toContain(`id="${String(operationId)}"`);
  for (const reason of Object.keys(PROBLEMS)) expect(page).toContain(`<code>${reason}</code>`);
  expect(page).not.toMatch(/<script|style=|onload|http:\/\/|https:\/\//);
  const style = await fetch(`${world.server.url}/api/docs/style.css`);
  expect([style.status, style.headers.get('content-type')]).toEqual([200, 'text/css; charset=utf-8']);
});

test('[SEC] whatever a schema or a summary says is text on the page', () => {
  const hostile = '<img src=x onerror=alert(1)>';
  const [first] = allEndpoints(world.server.deps);
  if (!first) throw new Error('a route');
  const bent = openApiDocument(hostile, [
    { ...first, summary: `${hostile} \`${hostile}\``, path: `/${hostile}` },
  ]);
  const page = docsPage(bent, '/api/docs/style.css');
  expect(page).not.toContain('<img');
  expect(page).toContain('&lt;img src=x');
});

test.each([
  [{ type: 'string', maxLength: 8 }, 'text, at most 8 characters'],
  [{ type: 'integer', minimum: 1, maximum: 7 }, 'whole number, 1 to 7'],
  [{ type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }, 'whole number'],
  [{ type: 'array', items: { type: 'string' }, maxItems: 3 }, 'list of text, at most 3'],
  [{ anyOf: [{ enum: ['a', 'b'] }, { type: 'null' }] }, '"a" | "b" or null'],
  [{ type: ['string', 'null'], maxLength: 5 }, 'text, at most 5 characters or null'],
  [{ const: true }, 'true'],
  [{}, 'anything'],
])('[API] %j is %s', (schema, words) => {
  expect(typeOf(schema)).toBe(words);
});
