/** A JSON schema as people read it: one line a field, what may stand in it, fields of fields below. */
import type { Html } from './html.ts';
import { html } from './html.ts';
import type { Json } from './openapi.ts';

/** No message nests deeper; what did would be cut, not endless. */
const MAX_DEPTH = 8;

export function schemaView(schema: unknown): Html {
  return view(asJson(schema), MAX_DEPTH);
}

function view(schema: Json, depth: number): Html {
  const variants = variantsOf(schema);
  const fields = Object.entries(asJson(schema['properties']));
  const items = asJson(schema['items']);
  if (depth === 0) return html`<p>…</p>`;
  if (fields.length > 0) {
    const required = listOf(schema['required']);
    return html`<ul class="fields">
      ${fields.map(([name, field]) => fieldView(name, asJson(field), required.includes(name), depth))}
    </ul>`;
  }
  if (variants.filter(hasFields).length > 1) {
    return html`<ol class="variants">
      ${variants.map((variant) => html`<li>${view(variant, depth - 1)}</li>`)}
    </ol>`;
  }
  const [only] = variants.filter(hasFields);
  if (only) return view(only, depth - 1);
  return hasFields(items) ? view(items, depth - 1) : html`<p>${typeOf(schema)}</p>`;
}

function fieldView(name: string, field: Json, isRequired: boolean, depth: number): Html {
  const inner = [
    field,
    asJson(field['items']),
    asJson(field['additionalProperties']),
    ...variantsOf(field),
  ].some(hasFields);
  return html`<li>
    <code>${name}</code>${isRequired ? '' : html` <em>optional</em>`} <span>${typeOf(field)}</span>
    ${inner ? view(innerOf(field), depth - 1) : ''}
  </li>`;
}

/** Where the fields of a field are: in itself, in each of its elements, or in what its keys lead to. */
function innerOf(field: Json): Json {
  const values = asJson(field['additionalProperties']);
  return hasFields(values) ? values : field;
}

function hasFields(schema: Json): boolean {
  return (
    Object.keys(asJson(schema['properties'])).length > 0 ||
    hasOwnItems(schema) ||
    variantsOf(schema).some((variant) => hasFields(variant))
  );
}

function hasOwnItems(schema: Json): boolean {
  return schema['items'] !== undefined && hasFields(asJson(schema['items']));
}

function variantsOf(schema: Json): readonly Json[] {
  return [...listOf(schema['anyOf']), ...listOf(schema['oneOf']), ...listOf(schema['allOf'])].map(asJson);
}

/** `text, at most 120 characters`, `one of present, late`, `list of numbers or null`. */
export function typeOf(schema: Json): string {
  if (schema['const'] !== undefined) return JSON.stringify(schema['const']);
  const choices = listOf(schema['enum']);
  if (choices.length > 0) return choices.map((choice) => JSON.stringify(choice)).join(' | ');
  const variants = variantsOf(schema);
  if (variants.length > 0) return variants.map(typeOf).join(' or ');
  const { type } = schema;
  if (Array.isArray(type)) return type.map((one: unknown) => typeOf({ ...schema, type: one })).join(' or ');
  switch (type) {
    case 'string':
      return withBounds('text', schema['minLength'], schema['maxLength'], 'characters') + patternOf(schema);
    case 'integer':
      return withBounds('whole number', schema['minimum'], schema['maximum'], '');
    case 'number':
      return withBounds('number', schema['minimum'], schema['maximum'], '');
    case 'array':
      return withBounds(
        `list of ${typeOf(asJson(schema['items']))}`,
        schema['minItems'],
        schema['maxItems'],
        '',
      );
    case 'object':
      return schema['additionalProperties'] === undefined || schema['properties'] !== undefined
        ? 'object'
        : 'map';
    case 'boolean':
      return 'true or false';
    case 'null':
      return 'null';
    default:
      return 'anything';
  }
}

/** Bounds that are only the limits of safe whole numbers say nothing. */
function withBounds(type: string, least: unknown, most: unknown, unit: string): string {
  const from = typeof least === 'number' && least > Number.MIN_SAFE_INTEGER ? least : null;
  const to = typeof most === 'number' && most < Number.MAX_SAFE_INTEGER ? most : null;
  const suffix = unit === '' ? '' : ` ${unit}`;
  if (from !== null && to !== null) return `${type}, ${from} to ${to}${suffix}`;
  if (to !== null) return `${type}, at most ${to}${suffix}`;
  return from !== null ? `${type}, at least ${from}${suffix}` : type;
}

function patternOf({ pattern }: Json): string {
  return typeof pattern === 'string' ? `, like ${pattern}` : '';
}

export function asJson(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
