/** `GET /api/openapi.json`: the API as OpenAPI 3.1, made from the schemas that validate. */
import * as z from 'zod/mini';
import { problem as problemSchema } from '@hazri/sync-protocol';
import type { AppDeps } from '../app-deps.ts';
import type { Access } from '../http/access.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { endpoint } from '../http/endpoint.ts';

const WHO: Readonly<Record<Access, string>> = {
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
  device: 'A registered device, by its signature.',
};

type Json = Readonly<Record<string, unknown>>;

const PROBLEM: Json = {
  description: 'Why not: `reason` is the stable word for machines (RFC 9457)',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

export function openApiEndpoints({ config }: AppDeps, endpoints: readonly Endpoint[]): readonly Endpoint[] {
  const own: Endpoint = endpoint({
    method: 'get',
    path: '/openapi.json',
    access: 'anyone',
    summary: 'This document',
    handle: () => {
      document ??= openApiDocument(config.version, [...endpoints, own]);
      return Promise.resolve(Response.json(document));
    },
  });
  let document: Json | null = null;
  return [own];
}

export function openApiDocument(version: string, endpoints: readonly Endpoint[]): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const found of endpoints) {
    const path = found.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [found.method]: operationOf(found) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Hazri',
      version,
      description: 'Class attendance for rooms where the network doesn’t work.',
    },
    paths,
    components: {
      securitySchemes: { login: { type: 'apiKey', in: 'cookie', name: '__Host-hazri' } },
      schemas: { Problem: schemaOf(problemSchema, 'output') },
    },
  };
}

function operationOf({ access, answer, body, path, query, status, summary }: Endpoint): Json {
  const success = answer
    ? {
        [status]: {
          description: 'Done',
          content: { 'application/json': { schema: schemaOf(answer, 'output') } },
        },
      }
    : { '2XX': { description: 'Done' } };
  return {
    summary,
    description: WHO[access],
    ...(access === 'anyone' || access === 'device' ? {} : { security: [{ login: [] }] }),
    parameters: [...pathParameters(path), ...(query ? queryParameters(query) : [])],
    ...(body
      ? {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: schemaOf(body, 'input') } },
          },
        }
      : {}),
    responses: { ...success, default: PROBLEM },
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
