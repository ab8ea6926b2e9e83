/** The API as OpenAPI 3.1, made from the table of routes and the schemas that validate. */
import * as z from 'zod/mini';
import { problem as problemSchema } from '@hazri/sync-protocol';
import type { Access } from '../http/access.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { ALWAYS } from '../http/endpoint.ts';
import type { ProblemReason } from '../http/problem.ts';
import { PROBLEMS } from '../http/problem.ts';
import { tagOf, TAGS } from './tags.ts';

export type Json = Readonly<Record<string, unknown>>;

export const WHO: Readonly<Record<Access, string>> = {
  anyone: 'Anyone.',
  user: 'Signed in.',
  student: 'Students.',
  professor: 'Approved professors.',
  administrator: 'Administrators.',
  teaching: 'Approved professors, administrators.',
  class_member: 'Students and staff of the class, administrators; 404 for others.',
  class_staff: 'Professors and assistants of the class, administrators; 404 for others.',
  class_owner: 'Professors of the class, administrators; 404 for others.',
  session_staff: 'Professors and assistants of the session’s class; 404 for others.',
  device: 'A registered device of somebody signed in.',
};

const ABOUT = `Class attendance for rooms where the network doesn’t work. JSON in and out, times in epoch milliseconds
where a field doesn’t say otherwise. Browsers are let in from the app’s own origin only; other clients send JSON and the
cookie that signing in gave them. What isn’t there and what the caller may not know of is answered alike.

Refused requests say why by RFC 9457: \`reason\` is a stable word. Beside those of each route, any request may be
refused for: ${ALWAYS.map((reason) => `\`${reason}\``).join(', ')}.`;

export function openApiDocument(version: string, endpoints: readonly Endpoint[]): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const found of endpoints) {
    const path = found.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [found.method]: operationOf(found) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Hazri', version, description: ABOUT },
    servers: [{ url: '/' }],
    tags: TAGS.map(({ name, description }) => ({ name, description })),
    paths,
    components: {
      securitySchemes: {
        login: {
          type: 'apiKey',
          in: 'cookie',
          name: '__Host-hazri',
          description: 'Named `hazri` where the origin is plain http: on this machine only.',
        },
      },
      schemas: {
        Problem: schemaOf(problemSchema, 'output'),
        Reason: {
          description: 'Every reason there is',
          oneOf: Object.entries(PROBLEMS).map(([reason, { status, title }]) => ({
            const: reason,
            title,
            description: String(status),
          })),
        },
      },
    },
  };
}

function operationOf(found: Endpoint): Json {
  const { access, body, path, query, summary } = found;
  return {
    operationId: operationIdOf(found),
    tags: [tagOf(found)],
    summary,
    description: WHO[access],
    security: access === 'anyone' ? [] : [{ login: [] }],
    parameters: [...pathParameters(path), ...(query ? queryParameters(query) : [])],
    ...(body
      ? {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: schemaOf(body, 'input') } },
          },
        }
      : {}),
    responses: { ...successOf(found), ...refusalsOf(found) },
  };
}

function operationIdOf({ method, path }: Endpoint): string {
  const words = path.split(/[/:.-]+/).filter((word) => word !== '');
  return method + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

const DONE: Readonly<Record<Endpoint['status'], string>> = {
  101: 'The connection is a WebSocket now',
  200: 'Done',
  201: 'Made',
  202: 'Taken up to be done',
  204: 'Done',
};

function successOf({ answer, files, status }: Endpoint): Json {
  const content = {
    ...(answer ? { 'application/json': { schema: schemaOf(answer, 'output') } } : {}),
    // A schema of nothing: whatever the media type has.
    ...Object.fromEntries(files.map((type) => [type, {}])),
  };
  const hasContent = Object.keys(content).length > 0;
  return { [status]: { description: DONE[status], ...(hasContent ? { content } : {}) } };
}

/** What a refusal says, by its status: the reasons are named in the schema, their words in the description. */
function refusalsOf({ refuses }: Endpoint): Json {
  const byStatus = Map.groupBy(refuses, (reason) => PROBLEMS[reason].status);
  const refusals = [...byStatus].map(([status, reasons]) => [status, refusal(reasons)] as const);
  return { ...Object.fromEntries(refusals), default: refusal(ALWAYS) };
}

function refusal(reasons: readonly ProblemReason[]): Json {
  const schema = {
    allOf: [
      { $ref: '#/components/schemas/Problem' },
      { type: 'object', properties: { reason: { enum: reasons } } },
    ],
  };
  return {
    description: reasons.map((reason) => `\`${reason}\`: ${PROBLEMS[reason].title}`).join(' · '),
    content: { 'application/problem+json': { schema } },
  };
}

function pathParameters(path: string): readonly Json[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function queryParameters(query: z.ZodMiniType): readonly Json[] {
  const { properties, required } = schemaOf(query, 'input');
  const names = Array.isArray(required) ? required : [];
  return Object.entries(properties ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    required: names.includes(name),
    schema: schema as unknown,
  }));
}

function schemaOf(schema: z.ZodMiniType, io: 'input' | 'output'): Json & { readonly properties?: object } {
  // `$schema` belongs to a document of its own; what has no JSON form (a transform) is left open.
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}
