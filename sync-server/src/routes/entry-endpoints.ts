/** The routes of one kind of catalogue entry: list, add, change. What differs between the kinds is theirs to say. */
import type { InStatement } from '@libsql/client';
import type * as z from 'zod/mini';
import type { AppDeps } from '../app-deps.ts';
import { acting } from '../audit/acting.ts';
import { newUuid } from '../catalogue/catalogue.ts';
import type { WriteTurn } from '../db/writer.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { endpoint } from '../http/endpoint.ts';
import type { Issue } from '../http/problem.ts';
import { problem } from '../http/problem.ts';
import type { PokeTarget } from '../sync/poke-hub.ts';

/** Of one kind. A college of a hundred departments has some thousand courses. */
const MAX_ENTRIES = 5_000;

/** What an entry's change changes elsewhere: classes carry the names of their course and term. */
export interface Followed {
  readonly statements: readonly InStatement[];
  readonly scopes: ReadonlySet<PokeTarget>;
}

interface EntryRow {
  readonly id: number;
  readonly uuid: string;
}

export interface EntryKind<Row extends EntryRow, New extends object, Change extends object, View> {
  /** As the audit log and the keys of new rows name it. */
  readonly word: 'department' | 'term' | 'course' | 'holiday';
  readonly table: Parameters<WriteTurn['nextId']>[0];
  readonly fresh: z.ZodMiniType<New>;
  readonly change: z.ZodMiniType<Change>;
  readonly view: z.ZodMiniType<View>;
  readonly list: z.ZodMiniType<{ entries: View[] }>;
  readonly read: () => Promise<readonly Row[]>;
  readonly views: (rows: readonly Row[]) => Promise<View[]>;
  /** The row that a body makes, of nothing or of the row before. */
  readonly made: (key: EntryRow, body: New) => Promise<Row>;
  readonly changed: (row: Row, body: Change) => Promise<Row>;
  /** What is wrong with a row beside the others. */
  readonly faults: (row: Row, others: readonly Row[]) => readonly Issue[];
  readonly write: (row: Row) => InStatement;
  readonly remove?: (row: Row) => InStatement;
  readonly follow?: (turn: WriteTurn, before: Row | null, after: Row | null) => Promise<Followed>;
}

export function entryEndpoints<
  Row extends EntryRow,
  New extends object,
  Change extends object,
  View extends object,
>(deps: AppDeps, kind: EntryKind<Row, New, Change, View>): readonly Endpoint[] {
  const { catalogue, clock, pokes, random, writer } = deps;
  const path = `/admin/${kind.table}`;

  /** One of the two is null for an entry that is made or deleted. */
  async function commit(
    turn: WriteTurn,
    own: readonly InStatement[],
    before: Row | null,
    after: Row | null,
  ): Promise<void> {
    const followed = await kind.follow?.(turn, before, after);
    const scopes = followed?.scopes ?? new Set<PokeTarget>();
    const statements = [...own, ...(followed?.statements ?? [])];
    await turn.commit(statements, scopes, () => (scopes.size > 0 ? catalogue.reload() : Promise.resolve()));
    pokes.publish(scopes);
  }

  async function viewOf(row: Row): Promise<View> {
    const [view] = await kind.views([row]);
    if (!view) throw new Error(`a ${kind.word} has a view`);
    return view;
  }

  const endpoints = [
    endpoint({
      method: 'get',
      path,
      access: 'administrator',
      summary: `Every ${kind.word}, those put away too`,
      answer: kind.list,
      handle: async () => ({ entries: await kind.views(await kind.read()) }),
    }),
    endpoint({
      method: 'post',
      path,
      access: 'administrator',
      summary: `Add a ${kind.word}`,
      refuses: ['entry_limit', 'fields_refused'],
      body: kind.fresh,
      answer: kind.view,
      status: 201,
      handle: (call) =>
        writer.run(async (turn) => {
          const others = await kind.read();
          if (others.length >= MAX_ENTRIES) return problem('entry_limit');
          const key = { id: turn.nextId(kind.table), uuid: newUuid(clock, random) };
          const row = await kind.made(key, call.body);
          const issues = kind.faults(row, others);
          if (issues.length > 0) return problem('fields_refused', { issues });
          turn.audit({
            ...acting(deps, call),
            action: `${kind.word}.added`,
            subject: `${kind.word}:${row.uuid}`,
            detail: Object.fromEntries(Object.entries(call.body)),
          });
          await commit(turn, [kind.write(row)], null, row);
          return viewOf(row);
        }),
    }),
    endpoint({
      method: 'patch',
      path: `${path}/:id`,
      access: 'administrator',
      summary: `Change a ${kind.word}, put it away or take it back`,
      refuses: ['not_found', 'fields_refused'],
      body: kind.change,
      answer: kind.view,
      handle: (call) =>
        writer.run(async (turn) => {
          const rows = await kind.read();
          const before = rows.find((row) => row.uuid === call.params['id']);
          if (!before) return problem('not_found');
          const row = await kind.changed(before, call.body);
          const issues = kind.faults(
            row,
            rows.filter((other) => other !== before),
          );
          if (issues.length > 0) return problem('fields_refused', { issues });
          turn.audit({
            ...acting(deps, call),
            action: `${kind.word}.changed`,
            subject: `${kind.word}:${row.uuid}`,
            detail: Object.fromEntries(Object.entries(call.body)),
          });
          await commit(turn, [kind.write(row)], before, row);
          return viewOf(row);
        }),
    }),
  ];
  const { remove } = kind;
  if (!remove) return endpoints;
  const deleting = endpoint({
    method: 'delete',
    path: `${path}/:id`,
    access: 'administrator',
    summary: `Delete a ${kind.word}`,
    refuses: ['not_found'],
    handle: (call) =>
      writer.run(async (turn) => {
        const before = (await kind.read()).find((row) => row.uuid === call.params['id']);
        if (!before) return problem('not_found');
        turn.audit({
          ...acting(deps, call),
          action: `${kind.word}.deleted`,
          subject: `${kind.word}:${before.uuid}`,
          detail: Object.fromEntries(Object.entries(before)),
        });
        await commit(turn, [remove(before)], before, null);
        return call.c.body(null, 204);
      }),
  });
  return [...endpoints, deleting];
}
