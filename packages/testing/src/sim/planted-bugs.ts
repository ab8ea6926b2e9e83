/**
 * Bugs to catch, so that a simulation that finds nothing means something. Each is wrapped around the real pieces
 * from outside; the product has no switch for them.
 */
import type { FactId } from '@hazri/domain';
import { parseId } from '@hazri/domain';
import type { Answer, Connect } from '@hazri/sync-client';
import { syncRequest, syncResponse } from '@hazri/sync-protocol';
import type { SyncResponse } from '@hazri/sync-protocol';
import type { CommitPoint, Deps, WireReply, WireRequest } from './server-edge.ts';
import type { WorldTampering } from './world.ts';

/** Long enough for an answer to leave and for a crash to come between. */
const COMMIT_LATE_MS = 400;
const HTTP_CLIENT_ERRORS = { least: 400, most: 499 };

/** Each makes a fresh one: some remember. */
export const BUGS = {
  acknowledge_before_commit: (): WorldTampering => ({
    commit: ({ commit, isFlush, later }) => {
      if (!isFlush) return commit();
      later(COMMIT_LATE_MS, () => void commit().catch(() => undefined));
      return Promise.resolve([]);
    },
  }),
  cursor_off_by_one: (): WorldTampering => ({
    reply: (request, reply) =>
      changedResponse(request, reply, (response) => ({
        ...response,
        changes: Object.entries(response.changes).reduce(
          (changes, [scope, change]) => ({ ...changes, [scope]: { ...change, cursor: change.cursor + 1 } }),
          response.changes,
        ),
      })),
  }),
  dropped_tombstone: (): WorldTampering => ({
    reply: (request, reply) => changedResponse(request, reply, (response) => ({ ...response, dropped: [] })),
  }),
  outbox_cleared_on_4xx: (): WorldTampering => ({ answer: takeRefusalForReceipt }),
  fold_by_arrival: (): WorldTampering => ({ commit: markByArrival }),
  ids_of_everybody: (): WorldTampering => ({ deps: takeIdsOnce }),
  forgotten_messages: (): WorldTampering => ({ commit: forgetMessages }),
  scope_leak: (): WorldTampering => ({ deps: neverForgetScopes }),
  poke_before_commit: pokeBeforeCommit,
  poke_of_any_life: (): WorldTampering => ({
    poke: (poke, { epoch }) => ({ rev: 0, ...poke, ...(epoch === null ? {} : { epoch }) }),
  }),
  never_connected_again: (): WorldTampering => ({ connect: connectOnce }),
} as const satisfies Readonly<Record<string, () => WorldTampering>>;

export type BugName = keyof typeof BUGS;

/** What is wrong with each. */
export const BUG_MEANINGS: Readonly<Record<BugName, string>> = {
  acknowledge_before_commit: 'The answer goes out before the transaction is on the disk',
  cursor_off_by_one: 'Whoever has pulled everything skips the next change',
  dropped_tombstone: 'What one may no longer see is never taken away',
  outbox_cleared_on_4xx: 'The device takes any refusal for an answer to its facts',
  fold_by_arrival: 'Of two marks the one that arrived last stands, whatever their stamps say',
  ids_of_everybody: 'An id is taken by whoever states a fact with it first',
  forgotten_messages: 'A late copy of a sync counts as the last contact of its device',
  scope_leak: 'Who was ever allowed to see a class may see it for good',
  poke_before_commit: 'A poke names the rev before the commit that it tells of',
  poke_of_any_life: 'A device asks a server that is back for nothing, and trusts the revs of any life',
  never_connected_again: 'A device whose live connection broke waits for ever for the next one',
};

export function isBugName(name: string): name is BugName {
  return Object.hasOwn(BUGS, name);
}

function changedResponse(
  request: WireRequest,
  reply: WireReply,
  change: (response: SyncResponse) => SyncResponse,
): WireReply {
  if (request.path !== '/api/sync' || reply.status !== 200) return reply;
  return { ...reply, body: change(syncResponse.parse(reply.body)) };
}

function takeRefusalForReceipt(answer: Answer, body: string): Answer {
  if (answer.kind !== 'answered') return answer;
  if (answer.status < HTTP_CLIENT_ERRORS.least || answer.status > HTTP_CLIENT_ERRORS.most) return answer;
  const { epoch, facts, sentAt } = syncRequest.parse(JSON.parse(body));
  if (epoch === null) return answer;
  const results = facts.flatMap((fact) =>
    typeof fact === 'object' && fact !== null && 'id' in fact
      ? [{ id: fact.id, outcome: 'accepted', reason: null, receivedAt: sentAt }]
      : [],
  );
  const made = { serverTime: sentAt, epoch, results, changes: {}, added: [], dropped: [] };
  return { ...answer, status: 200, body: made };
}

async function markByArrival({ commit, isFlush, execute }: CommitPoint): Promise<unknown> {
  const result = await commit();
  if (!isFlush) return result;
  const marks = await execute(
    `SELECT s.id AS session, u.id AS student, json_extract(f.json, '$.body.status') AS status
       FROM facts f
       JOIN sessions s ON s.uuid = json_extract(f.json, '$.body.sessionId')
       JOIN users u ON u.uuid = json_extract(f.json, '$.body.studentId')
      WHERE f.kind = 'mark' AND f.outcome = 'accepted' ORDER BY f.seq`,
  );
  const last = new Map(marks.map((mark) => [`${String(mark['session'])}:${String(mark['student'])}`, mark]));
  for (const { session, student, status } of last.values()) {
    if (typeof status !== 'string') continue;
    await execute(
      "UPDATE attendance SET status = ? WHERE session_id = ? AND student_id = ? AND source = 'mark'",
      [status, Number(session), Number(student)],
    );
  }
  return result;
}

async function forgetMessages({ commit, isFlush, execute }: CommitPoint): Promise<unknown> {
  const result = await commit();
  if (isFlush) await execute("UPDATE device_contacts SET recent = '[]', mono = NULL");
  return result;
}

function takeIdsOnce(deps: Deps): Deps {
  const authors = new Map<FactId, number>();
  const idOf = (fact: unknown): FactId | null =>
    typeof fact === 'object' && fact !== null && 'id' in fact ? parseId(String(fact.id)) : null;
  return {
    ...deps,
    ingest: {
      ...deps.ingest,
      push: async (exchange) => {
        const taken = new Set<FactId>();
        for (const id of exchange.facts.map(idOf)) {
          if (id === null) continue;
          if ((authors.get(id) ?? exchange.author.id) === exchange.author.id)
            authors.set(id, exchange.author.id);
          else taken.add(id);
        }
        const facts = exchange.facts.filter((fact) => {
          const id = idOf(fact);
          return id === null || !taken.has(id);
        });
        const { own, results } = await deps.ingest.push({ ...exchange, facts });
        const refused = [...taken].map(
          (id) => ({ id, outcome: 'rejected', reason: 'fact_id_conflict' }) as const,
        );
        return { own, results: [...results, ...refused] };
      },
    },
  };
}

function neverForgetScopes(deps: Deps): Deps {
  type Scopes = Awaited<ReturnType<Deps['allowedScopes']>>;
  const ever = new Map<number, Map<string, Scopes[number]>>();
  return {
    ...deps,
    allowedScopes: async (userId, now) => {
      const known = ever.get(userId) ?? new Map<string, Scopes[number]>();
      for (const allowed of await deps.allowedScopes(userId, now)) known.set(allowed.scope, allowed);
      ever.set(userId, known);
      return [...known.values()];
    },
  };
}

function connectOnce(connect: Connect): Connect {
  let isFirst = true;
  return (listeners) => {
    if (!isFirst) return () => undefined;
    isFirst = false;
    return connect(listeners);
  };
}

function pokeBeforeCommit(): WorldTampering {
  let before = Number.POSITIVE_INFINITY;
  let committedRev: (() => number) | null = null;
  return {
    commit: ({ commit }) => {
      before = committedRev?.() ?? before;
      return commit();
    },
    deps: (deps) => {
      ({ committedRev } = deps.writer);
      before = committedRev();
      const { pokes } = deps;
      const connect: typeof pokes.connect = (targets, send) =>
        pokes.connect(targets, (poke) => send({ ...poke, rev: Math.min(poke.rev ?? before, before) }));
      return { ...deps, pokes: { ...pokes, connect } };
    },
  };
}
