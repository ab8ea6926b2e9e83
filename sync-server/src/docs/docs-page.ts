/**
 * The documentation as one page, rendered here from the OpenAPI document: no script, no foreign origin. Viewers for
 * OpenAPI are a megabyte of script that writes style attributes, which the policy of our pages forbids.
 */
import type { Html } from './html.ts';
import { html, withCode } from './html.ts';
import type { Json } from './openapi.ts';
import { asJson, listOf, schemaView, typeOf } from './schema-view.ts';

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly operation: Json;
}

export function docsPage(document: Json, styleHref: string): string {
  const info = asJson(document['info']);
  const tags = listOf(document['tags']).map(asJson);
  const operations = Object.entries(asJson(document['paths'])).flatMap(([path, methods]) =>
    Object.entries(asJson(methods)).map(([method, operation]): Operation => {
      return { method, path, operation: asJson(operation) };
    }),
  );
  const { markup } = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>API · Hazri</title>
        <link rel="stylesheet" href="${styleHref}" />
      </head>
      <body>
        <a class="skip" href="#routes">To the routes</a>
        <header>
          <h1>Hazri API</h1>
          <p class="version">
            Version ${textOf(info['version'])} · <a href="/api/openapi.json">OpenAPI 3.1 document</a> ·
            <a href="/">To the app</a>
          </p>
          ${paragraphs(textOf(info['description']))}
        </header>
        <nav aria-label="Chapters">
          <ul>
            ${tags.map((tag) => html`<li><a href="#${slug(tag)}">${textOf(tag['name'])}</a></li>`)}
            <li><a href="#reasons">Reasons</a></li>
          </ul>
        </nav>
        <main id="routes">${tags.map((tag) => chapter(tag, operations))} ${reasons(document)}</main>
      </body>
    </html>`;
  return markup;
}

function chapter(tag: Json, operations: readonly Operation[]): Html {
  const name = textOf(tag['name']);
  const own = operations.filter(({ operation }) => listOf(operation['tags']).includes(name));
  return html`<section aria-labelledby="${slug(tag)}">
    <h2 id="${slug(tag)}">${name}</h2>
    <p>${withCode(textOf(tag['description']))}</p>
    ${own.map(operationView)}
  </section>`;
}

function operationView({ method, path, operation }: Operation): Html {
  const parameters = listOf(operation['parameters']).map(asJson);
  const body = contentOf(operation['requestBody']);
  return html`<details id="${textOf(operation['operationId'])}">
    <summary>
      <span class="method ${method}">${method.toUpperCase()}</span>
      <span class="path">${breakable(path)}</span>
      <span class="what">${withCode(textOf(operation['summary']))}</span>
    </summary>
    <div class="inside">
      <h3>Who</h3>
      <p>${textOf(operation['description'])}</p>
      ${
        parameters.length > 0
          ? html`<h3>In the address</h3>
              ${parametersView(parameters)}`
          : ''
      }
      ${
        body.length > 0
          ? html`<h3>Body</h3>
              ${body.map(([, media]) => schemaView(media['schema']))}`
          : ''
      }
      <h3>Answers</h3>
      ${Object.entries(asJson(operation['responses'])).map(([status, answer]) => answerView(status, asJson(answer)))}
    </div>
  </details>`;
}

function parametersView(parameters: readonly Json[]): Html {
  return html`<ul class="fields">
    ${parameters.map(
      ({ name, required, schema }) =>
        html`<li>
          <code>${textOf(name)}</code>${required === true ? '' : html` <em>optional</em>`}
          <span>${typeOf(asJson(schema))}</span>
        </li>`,
    )}
  </ul>`;
}

function answerView(status: string, answer: Json): Html {
  const isProblem = status === 'default' || status >= '400';
  const content = contentOf(answer);
  const title = status === 'default' ? 'Any request' : status;
  if (isProblem)
    return html`<p class="answer bad"><b>${title}</b> ${withCode(textOf(answer['description']))}</p>`;
  const types = content.map(([type]) => type).join(', ');
  return html`<div class="answer good">
    <p><b>${title}</b> ${textOf(answer['description'])}${types === '' ? '' : `: ${types}`}</p>
    ${content.map(([, media]) => (media['schema'] === undefined ? '' : schemaView(media['schema'])))}
  </div>`;
}

function reasons(document: Json): Html {
  const { Reason } = asJson(asJson(document['components'])['schemas']);
  const all = listOf(asJson(Reason)['oneOf']).map(asJson);
  return html`<section aria-labelledby="reasons">
    <h2 id="reasons">Reasons</h2>
    <p>Why a request is refused, in words that stay the same.</p>
    <dl>
      ${all.map(
        (reason) =>
          html`<div>
            <dt><code>${textOf(reason['const'])}</code> <span>${textOf(reason['description'])}</span></dt>
            <dd>${textOf(reason['title'])}</dd>
          </div>`,
      )}
    </dl>
  </section>`;
}

function contentOf(holder: unknown): readonly (readonly [type: string, media: Json])[] {
  return Object.entries(asJson(asJson(holder)['content'])).map(([type, media]) => [type, asJson(media)]);
}

function paragraphs(text: string): readonly Html[] {
  return text.split('\n\n').map((paragraph) => html`<p>${withCode(paragraph)}</p>`);
}

/** A long path may break after its slashes. */
function breakable(path: string): readonly Html[] {
  return path.split(/(?=\/)/).map((part) => html`${part}<wbr />`);
}

function slug(tag: Json): string {
  return textOf(tag['name']).toLowerCase().replaceAll(' ', '-');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
