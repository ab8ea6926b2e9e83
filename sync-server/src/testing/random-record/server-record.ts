/** What did the server make of the facts? */
import { factKey } from '@hazri/domain';
import { eq, inArray } from 'drizzle-orm';
import { asUserId } from '../../auth/accounts.ts';
import { sessions } from '../../db/class-schema.ts';
import { users } from '../../db/people-schema.ts';
import { attendance, scans } from '../../db/record-schema.ts';
import { asFactId } from '../../sync/session-state.ts';
import type { World } from '../server-world.ts';
import type { Cast } from './cast.ts';

/** The server's record in the words of the reference fold. */
export async function serverRecord(world: World, who: Cast) {
  const { orm } = world.server.deps.database;
  const held = await orm
    .select()
    .from(sessions)
    .where(inArray(sessions.classId, [who.ofClass.id, who.rival.id]));
  const own = held.filter((row) => row.uuid === who.planned || row.uuid === who.adHoc);
  const students = new Map((await orm.select().from(users)).map((row) => [row.id, row.uuid]));
  const judged = await orm
    .select()
    .from(scans)
    .where(
      inArray(
        scans.studentId,
        who.students.map(({ user }) => user.id),
      ),
    );
  const records = [];
  for (const session of own) {
    for (const row of await orm.select().from(attendance).where(eq(attendance.sessionId, session.id))) {
      records.push({ ...row, sessionUuid: session.uuid, studentUuid: students.get(row.studentId) });
    }
  }
  const named = judged.map((row) => ({
    ...row,
    key: factKey(asUserId(students.get(row.studentId) ?? ''), asFactId(row.uuid)),
  }));
  return { own, judged: named, records };
}
