/**
 * One route of the product's API: who may call it, what it takes and gives, and what it does. The table of them all
 * (routes/endpoints.ts) is what gets mounted, documented (OpenAPI) and tried with every role (access-matrix.test.ts).
 */
import type { Context } from 'hono';
import type * as z from 'zod/mini';
import type { AppDeps, AppEnv } from '../app-deps.ts';
import type { Access, Admitted } from './access.ts';
import { admit, refusedFor } from './access.ts';
import type { ProblemReason } from './problem.ts';
import { problem, reasonOf } from './problem.ts';
import { readMessage } from './read-message.ts';
import { readShape } from './read-shape.ts';

/** Done, made, or taken up to be done; a route without JSON is done with (204), or becomes a WebSocket. */
type Success = 200 | 201 | 202;
type Method = 'get' | 'post' | 'patch' | 'put' | 'delete';

/** A request that was let in and could be read. */
export type Call<Who extends Access, Body, Query> = Admitted<Who> & {
  readonly c: Context<AppEnv>;
  readonly params: Readonly<Record<string, string>>;
  readonly body: Body;
  /** The body as sent: what a device signature covers; empty without a body. */
  readonly bytes: Uint8Array;
  readonly query: Query;
};

interface Spec<Who extends Access, Body, Query, Answer> {
  readonly method: Method;
  /** Where `path` begins: `/api`, but for the reference's routes, some of which begin at the root. */
  readonly under?: '/api' | '';
  /** With `:name` for parameters; a class is always `:classId`, a session that `access` looks at `:sessionId`. */
  readonly path: string;
  readonly access: Who;
  /** One line for the documentation. */
  readonly summary: string;
  readonly body?: z.ZodMiniType<Body>;
  /** Defaults to 8 KiB. */
  readonly maxBodyBytes?: number;
  readonly query?: z.ZodMiniType<Query>;
  /** JSON shape of a success; absent when the route answers with something else (204, a file). */
  readonly answer?: z.ZodMiniType<Answer>;
  /** Media types of the files that it may answer with. */
  readonly files?: readonly string[];
  /** Why it may say no, beside what `access`, body and query are refused for. */
  readonly refuses?: readonly ProblemReason[];
  /** Of a success with a value; 200 unless told. */
  readonly status?: Success;
  /** A value becomes the JSON of a success. */
  readonly handle: (call: Call<Who, Body, Query>) => Promise<NoInfer<Answer> | Response>;
}

export interface Endpoint {
  readonly method: Method;
  /** The whole of it, from the root. */
  readonly path: string;
  readonly access: Access;
  readonly summary: string;
  readonly body: z.ZodMiniType | null;
  readonly query: z.ZodMiniType | null;
  readonly answer: z.ZodMiniType | null;
  readonly files: readonly string[];
  readonly status: Success | 101 | 204;
  /** Every reason that is this route's own; what may happen to any request is left out. */
  readonly refuses: readonly ProblemReason[];
  readonly run: (deps: AppDeps, c: Context<AppEnv>) => Promise<Response>;
}

const EMPTY = new Uint8Array(0);

export function endpoint<const Who extends Access, Body = undefined, Query = undefined, Answer = never>(
  spec: Spec<Who, Body, Query, Answer>,
): Endpoint {
  const { method, under = '/api', access, summary, body, query, answer, status = 200 } = spec;
  const { maxBodyBytes, files = [], handle } = spec;
  const refuses: readonly ProblemReason[] = [
    ...refusedFor(access),
    ...(body ? BODY : []),
    ...(query ? QUERY : []),
    ...(spec.refuses ?? []),
  ];
  return {
    method,
    path: `${under}${spec.path}`,
    access,
    summary,
    body: body ?? null,
    query: query ?? null,
    answer: answer ?? null,
    files,
    status: answer || files.length > 0 ? status : 204,
    refuses: [...new Set(refuses)],
    run: async (deps, c) => {
      const admitted = await admit(deps, access, c);
      if (admitted instanceof Response) return admitted;
      const read = body ? await readMessage(c.req.raw, body, maxBodyBytes) : NO_BODY;
      if (!read.ok) return read.response;
      const asked = query ? readShape(c.req.query(), query) : NO_QUERY;
      if (!asked.ok) return problem('query_malformed', { issues: asked.issues });
      const answered = await handle({
        ...admitted,
        c,
        params: c.req.param(),
        body: read.value.value as Body,
        bytes: read.value.bytes,
        query: asked.value as Query,
      });
      if (!(answered instanceof Response)) return c.json(answered, status);
      const reason = reasonOf(answered);
      if (reason !== null && !refuses.includes(reason) && !ALWAYS.includes(reason))
        deps.report(new Error(`${method} ${spec.path} doesn’t say that it refuses for ${reason}`));
      return answered;
    },
  };
}

const BODY: readonly ProblemReason[] = ['body_malformed', 'body_too_large'];
const QUERY: readonly ProblemReason[] = ['query_malformed'];
/** What may happen to any request, whatever it asks for. */
export const ALWAYS: readonly ProblemReason[] = [
  'csrf_failed',
  'unsupported_media_type',
  'address_forbidden',
  'overloaded',
  'database_unavailable',
  'server_trouble',
];

const NO_BODY = { ok: true, value: { value: undefined, bytes: EMPTY } } as const;
const NO_QUERY = { ok: true, value: undefined } as const;
