/**
 * A walk-in whom a professor wrote down turns out to have an account: its enrolments and marks become the account's,
 * and its id an alias, so that devices which still name it mean the account. Its own rows are told to be deleted
 * (SYNC5: rows of a `merged` person).
 */
import type { InStatement } from '@libsql/client';
import { eq } from 'drizzle-orm';
import { newer } from '@hazri/domain';
import type { User } from '../auth/accounts.ts';
import { enrolments } from '../db/class-schema.ts';
import { aliases, users } from '../db/people-schema.ts';
import { attendance } from '../db/record-schema.ts';
import { upsertRows } from '../db/upsert-rows.ts';
import type { WriteTurn } from '../db/writer.ts';
import { applyAttendance, applyEnrolments } from './apply.ts';
import { changesOf } from './changed-scopes.ts';
import type { FlushDeps } from './flush-deps.ts';
import { judgeTouched } from './judge.ts';
import type { PokeHub } from './poke-hub.ts';
import { emptyAttendance } from './taking/empty-rows.ts';
import { enrolmentSubject } from './taking/subjects.ts';
import { Touched } from './touched.ts';
import type { AttendanceRow, EnrolmentRow } from './rows.ts';
import { NO_REV, pairKey } from './rows.ts';
import { WorkingSet } from './working-set.ts';
import { writeSet } from './write-set.ts';

export interface Merger {
  /**
   * Gives the account the walk-in's number, places and marks, in one commit with `others`.
   * @param account as it is to be stored, but for the number
   * @returns the account as stored
   */
  readonly merge: (
    turn: WriteTurn,
    people: { readonly walkIn: User; readonly account: User },
    others: readonly InStatement[],
  ) => Promise<User>;
}

export function makeMerger(deps: FlushDeps, pokes: PokeHub): Merger {
  const { orm } = deps.database;
  return {
    merge: async (turn, { walkIn, account }, others) => {
      const set = new WorkingSet(deps.database, turn);
      const touched = new Touched();
      await set.loadUsers([walkIn.id, account.id]);
      set.users.put({ ...account, studentNo: walkIn.studentNo });
      set.aliases.take(await orm.select().from(aliases).where(eq(aliases.userId, walkIn.id)));
      for (const alias of [...set.aliases.all(), { uuid: walkIn.uuid }])
        set.aliases.put({ uuid: alias.uuid, userId: account.id });
      await moveEnrolments(deps, set, touched, walkIn.id, account.id);
      await moveAttendance(deps, set, touched, walkIn.id, account.id);
      await applyEnrolments(deps, set, touched);
      await judgeTouched(deps, set, touched);
      await applyAttendance(set, touched);
      const { scopes, topics } = changesOf(set, deps.catalogue);
      // Before the account: the number belongs to one person at any time.
      const without = { ...walkIn, state: 'merged' as const, studentNo: null, rev: turn.nextRev() };
      await turn.commit([...others, upsertRows(users, [without]), ...writeSet(set).statements], topics);
      pokes.publish(scopes);
      const [stored = account] = await orm.select().from(users).where(eq(users.id, account.id));
      return stored;
    },
  };
}

async function moveEnrolments(
  { database: { orm }, now }: FlushDeps,
  set: WorkingSet,
  touched: Touched,
  from: number,
  to: number,
): Promise<void> {
  const held = await orm.select().from(enrolments).where(eq(enrolments.studentId, from));
  set.enrolments.take(held);
  await set.loadEnrolments(held.map(({ classId }) => [classId, to]));
  await set.loadSubjects(held.map(({ classId }) => enrolmentSubject(classId, from)));
  for (const row of held) {
    const subject = enrolmentSubject(row.classId, from);
    for (const fact of set.facts.grouped(subject))
      set.facts.put({ ...fact, subject: enrolmentSubject(row.classId, to) });
    const own = set.enrolments.get(pairKey(row.classId, to));
    set.enrolments.put(joined(own ?? { ...row, studentId: to, addedAt: now(), rev: NO_REV }, row));
    // Covers no moment: whoever reads rosters by date finds nobody here.
    set.enrolments.put({ ...row, until: row.from, baseFrom: null, baseUntil: null });
    touched.addEnrolment(row.classId, to);
  }
}

/** What is on record without a fact (an import) of either; facts are folded after it. */
function joined(own: EnrolmentRow, other: EnrolmentRow): EnrolmentRow {
  if (other.baseFrom === null) return own;
  if (own.baseFrom === null) return { ...own, baseFrom: other.baseFrom, baseUntil: other.baseUntil };
  const open = own.baseUntil === null || other.baseUntil === null;
  return {
    ...own,
    baseFrom: Math.min(own.baseFrom, other.baseFrom),
    baseUntil: open ? null : Math.max(own.baseUntil ?? 0, other.baseUntil ?? 0),
  };
}

async function moveAttendance(
  { database: { orm } }: FlushDeps,
  set: WorkingSet,
  touched: Touched,
  from: number,
  to: number,
): Promise<void> {
  const held = await orm.select().from(attendance).where(eq(attendance.studentId, from));
  set.attendance.take(held);
  await set.loadSessions({ ids: held.map(({ sessionId }) => sessionId) });
  await set.loadAttendance(
    held.map(({ sessionId }) => [sessionId, to]),
    [],
  );
  for (const row of held) {
    const session = set.sessions.get(row.sessionId);
    if (!session) continue;
    const own: AttendanceRow = set.attendance.get(pairKey(row.sessionId, to)) ?? emptyAttendance(session, to);
    const mark = own.mark !== null && (row.mark === null || newer(own.mark, row.mark)) ? own.mark : row.mark;
    set.attendance.put({ ...own, mark, excused: own.excused || row.excused });
    set.attendance.put({ ...emptyAttendance(session, from), rev: row.rev });
    touched.addAttendance(row.sessionId, to);
  }
}
