import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClass } from '../catalogue/create-class.ts';
import type { World } from '../testing/server-world.ts';
import { startWorld } from '../testing/server-world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

test('[SYNC5] whoever teaches gets all classes before the records of any: a new laptop is of use at once', async () => {
  const { deps } = world.server;
  const { professor } = world.people;
  await createClass(deps, { course: 'CS303', title: 'Graphs', professorId: professor.id });
  const scopes = await deps.allowedScopes(professor.id, world.clock.now());
  expect(scopes.map(({ scope }) => scope.split(':')[0])).toEqual(['me', 'class', 'class', 'staff', 'staff']);
});
