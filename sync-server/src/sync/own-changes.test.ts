import { afterAll, beforeAll, expect, test } from 'vitest';
import type { UserId } from '@hazri/domain';
import type { World } from '../testing/server-world.ts';
import { startWorld } from '../testing/server-world.ts';
import { ABOUT_NOTHING } from './note-news.ts';
import { inHandNow, ownChanges } from './own-changes.ts';
import { WorkingSet } from './working-set.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const rowAt = (rev: number) => ({
  type: 'user' as const,
  rev,
  id: 'a' as UserId,
  email: '',
  role: 'student' as const,
  givenName: '',
  familyName: '',
  studentNo: null,
});
const own = { since: 10, upTo: 14, rows: [rowAt(12), rowAt(14)] };

test('[SYNC4] what a push changed is in hand until something else changes', () => {
  expect(inHandNow(own, 14)).toBe(own);
  // Another flush came between the push and the pull.
  expect(inHandNow(own, 15)).toBeNull();
  expect(inHandNow(null, 14)).toBeNull();
});

test('[SYNC4] whoever is told of somebody that is not in hand reads it all anew', async () => {
  const { catalogue, database, writer } = world.server.deps;
  const { professor, other, students } = world.people;
  const [student] = students;
  const about = { uuid: 'a', kind: 'attendance_changed', at: 1, ...ABOUT_NOTHING, rev: 7 } as const;
  const written = {
    statements: [],
    upTo: 7,
    enrolments: [],
    scans: [],
    attendance: [],
    requests: [],
    notifications: [
      { ...about, id: 1, userId: professor.id, studentId: student?.id ?? 0 },
      { ...about, id: 2, userId: other.id },
    ],
  };
  await writer.run(async (turn) => {
    const set = new WorkingSet(database, turn);
    const found = () => ownChanges(catalogue, turn.lastChange, set, written, [professor, other]);
    expect([...found().keys()]).toEqual([other.id]);
    await set.loadUsers([student?.id ?? 0]);
    expect([...found().keys()]).toEqual([professor.id, other.id]);
    expect(found().get(professor.id)).toMatchObject({ upTo: 7, rows: [{ studentId: student?.uuid }] });
  });
});
