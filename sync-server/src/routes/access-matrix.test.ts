/**
 * Every route of the table, tried as everybody: nothing answers that shouldn't. New routes are in it by being in the
 * table; what they let in is said by their `access` alone.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { User } from '../auth/accounts.ts';
import { createUsers } from '../auth/accounts.ts';
import { planSessions } from '../catalogue/create-class.ts';
import { upsertRows } from '../db/upsert-rows.ts';
import { staff } from '../db/class-schema.ts';
import type { Access } from '../http/access.ts';
import { ACCESSES } from '../http/access.ts';
import type { World } from '../testing/server-world.ts';
import { login, newId, startWorld } from '../testing/server-world.ts';
import { allEndpoints } from './endpoints.ts';

const ACTORS = [
  'nobody',
  'student',
  'other_student',
  'professor',
  'other_professor',
  'pending_professor',
  'assistant',
  'administrator',
] as const;
type Actor = (typeof ACTORS)[number];

/** Whom each access lets in; the class of a path is the one that `professor` teaches and `student` attends. */
const LETS_IN: Readonly<Record<Access, readonly Actor[]>> = {
  anyone: ACTORS,
  device: ACTORS,
  user: ACTORS.filter((actor) => actor !== 'nobody'),
  student: ['student', 'other_student'],
  professor: ['professor', 'other_professor', 'assistant'],
  administrator: ['administrator'],
  teaching: ['professor', 'other_professor', 'assistant', 'administrator'],
  class_member: ['student', 'professor', 'assistant', 'administrator'],
  class_staff: ['professor', 'assistant', 'administrator'],
  class_owner: ['professor', 'administrator'],
  session_staff: ['professor', 'assistant'],
};

interface Stage {
  readonly world: World;
  readonly cookies: Readonly<Record<Actor, string>>;
  /** Of the class. */
  readonly sessionUuid: string;
}

/** The assistant is a professor of another department: the role of the account isn't the role in the class. */
async function openStage(): Promise<Stage> {
  const world = await startWorld();
  const { deps } = world.server;
  const { professor, other, students } = world.people;
  const more = (name: string, role: User['role'], state: User['state']) => ({
    uuid: newId(world),
    email: `${name}@acem.ac.in`,
    role,
    state,
    passwordHash: professor.passwordHash,
    givenName: name,
    familyName: 'Test',
  });
  const [assistant, pending, administrator] = await createUsers(deps.writer, [
    more('assistant', 'professor', 'active'),
    more('pending', 'professor', 'pending'),
    more('admin', 'administrator', 'active'),
  ]);
  const [student, ...others] = students;
  const outsider = others.at(-1);
  if (!assistant || !pending || !administrator || !student || !outsider)
    throw new Error('people are missing');
  await deps.writer.run((turn) =>
    turn.commit(
      [
        upsertRows(staff, [
          { classId: world.ofClass.id, userId: assistant.id, role: 'assistant', from: 0, until: null },
        ]),
      ],
      null,
      () => deps.catalogue.reload(),
    ),
  );
  const cookies = {
    nobody: '',
    student: await login(world, student),
    other_student: await login(world, outsider),
    professor: await login(world, professor),
    other_professor: await login(world, other),
    pending_professor: await login(world, pending),
    assistant: await login(world, assistant),
    administrator: await login(world, administrator),
  };
  const now = world.clock.now();
  const planned = { id: newId(world), plan: 'single', startsAt: now, endsAt: now + 3_600_000 } as const;
  await planSessions(deps, world.ofClass, [planned]);
  return { world, cookies, sessionUuid: planned.id };
}

function call(
  { world, cookies, sessionUuid }: Stage,
  actor: Actor,
  method: string,
  path: string,
): Promise<Response> {
  const address = path
    .replace(':classId', world.ofClass.uuid)
    .replace(':sessionId', sessionUuid)
    .replaceAll(/:\w+/g, '01890000-0000-7000-8000-000000000000');
  const body = method === 'get' ? {} : { body: '{}' };
  return fetch(`${world.server.url}${address}`, {
    method: method.toUpperCase(),
    headers: {
      'content-type': 'application/json',
      ...(actor === 'nobody' ? {} : { cookie: cookies[actor] }),
    },
    ...body,
  });
}

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 30_000);
afterAll(() => stage.world.close());

test('every access lets somebody in, and all but the open ones shut somebody out', () => {
  expect(Object.keys(LETS_IN).toSorted()).toEqual(ACCESSES.toSorted());
  for (const [access, actors] of Object.entries(LETS_IN)) {
    expect(actors.length).toBeGreaterThan(0);
    expect(actors.length === ACTORS.length).toBe(access === 'anyone' || access === 'device');
  }
});

test('every route is named once', async () => {
  const names = allEndpoints(stage.world.server.deps).map(({ method, path }) => `${method} ${path}`);
  expect(new Set(names).size).toBe(names.length);
  const described = await fetch(`${stage.world.server.url}/api/openapi.json`);
  const document = (await described.json()) as { readonly paths: Record<string, Record<string, unknown>> };
  const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
  );
  expect(documented.toSorted()).toEqual(names.toSorted());
});

describe.each(ACTORS)('%s', (actor) => {
  test('is shut out of what is not for them', async () => {
    const shut = allEndpoints(stage.world.server.deps).filter(
      ({ access }) => !LETS_IN[access].includes(actor),
    );
    for (const { method, path, access } of shut) {
      const { status } = await call(stage, actor, method, path);
      const expected = actor === 'nobody' ? [401] : /^(class|session)_/.test(access) ? [404] : [403];
      expect(expected, `${method} ${path} as ${actor} answers ${status}`).toContain(status);
    }
  });

  test('is let into what is for them', async () => {
    const open = allEndpoints(stage.world.server.deps).filter(
      // A route that reads is let in by its status; one that changes would change what the next one finds.
      // Sync and the WebSocket check signature and origin themselves (sync7.test.ts, live.test.ts).
      ({ access, method }) => LETS_IN[access].includes(actor) && method === 'get' && access !== 'device',
    );
    for (const { method, path, access } of open) {
      const { status } = await call(stage, actor, method, path);
      expect([401, 403, 500], `${method} ${path} as ${actor} answers ${status}`).not.toContain(status);
      if (access.startsWith('class_') && path.endsWith(':classId')) expect(status, path).toBe(200);
    }
  });
});
