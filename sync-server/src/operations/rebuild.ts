/**
 * Works out anew what is derived from facts: sessions' states, enrolments, requests, verdicts, marks, attendance and
 * totals, a class at a time and by the same functions as every flush. What was observed of a scan at its receipt is
 * kept: no fact holds it. Whatever differed gets a new rev, so that devices fetch it.
 */
import { inArray, isNull, sql } from 'drizzle-orm';
import { sessionRef } from '@hazri/domain';
import { enrolments, sessions } from '../db/class-schema.ts';
import { scans, tallies } from '../db/record-schema.ts';
import type { WriteTurn, Writer } from '../db/writer.ts';
import { applyAttendance, applyEnrolments } from '../sync/apply.ts';
import { retakeRows } from '../sync/flush.ts';
import { applyRequests } from '../sync/apply-requests.ts';
import type { FlushDeps } from '../sync/flush-deps.ts';
import { nameScanOutcomes } from '../sync/name-scan-outcomes.ts';
import { judgeTouched } from '../sync/judge.ts';
import { Touched } from '../sync/touched.ts';
import { WorkingSet } from '../sync/working-set.ts';
import { writeSet } from '../sync/write-set.ts';
import type { Difference } from './differences.ts';
import { differencesOf, sumOf } from './differences.ts';
import type { ClassFacts } from './facts-by-class.ts';
import { factsByClass, pairIn } from './facts-by-class.ts';
import type { GoneSession } from './gone-sessions.ts';
import { goneSessions, putBack } from './gone-sessions.ts';
import { dateEnrolments, recountTallies, refoldSessions, restate } from './restate.ts';

/** Scans that belong nowhere yet, judged together. */
const SCANS_AT_A_TIME = 500;
const SESSIONS_AT_A_TIME = 500;
const NO_FACTS: ClassFacts = { ofSessions: [], enrolments: new Set(), requests: new Set() };

export interface Rebuilt {
  readonly classes: number;
  /** What wasn't as the facts say; healed unless it was only looked at. */
  readonly differences: readonly Difference[];
  /** Scans on record of which the row with its observations is gone: nothing can be worked out for them. */
  readonly lostScans: number;
  /** Sessions of which something is on record, and neither a row nor an opening. */
  readonly lostSessions: number;
}

/** @param heal false: looks only */
export async function rebuild(deps: FlushDeps, writer: Writer, heal: boolean): Promise<Rebuilt> {
  const { catalogue, database } = deps;
  const found: ReturnType<typeof differencesOf>[number][] = [];
  let classes = 0;
  let lostSessions = 0;
  const settle = async (turn: WriteTurn, set: WorkingSet): Promise<void> => {
    await nameScanOutcomes(set);
    found.push(...differencesOf(set));
    await turn.commit(heal ? writeSet(set).statements : []);
  };
  const gone = await goneSessions(database);
  for (let from = 0; from < gone.length; from += SESSIONS_AT_A_TIME) {
    const some = gone.slice(from, from + SESSIONS_AT_A_TIME);
    lostSessions += await writer.run(async (turn) => {
      const set = new WorkingSet(database, turn);
      const lost = await putBack(deps, set, some);
      await settle(turn, set);
      return lost;
    });
    if (heal) await writer.run((turn) => retakeWaiting(deps, turn, some));
  }
  const byClass = await factsByClass(database.orm, catalogue);
  // First those that may turn out to belong to a class.
  for (let after = 0; ;) {
    const ids = await unplacedScans(deps, after);
    if (ids.length === 0) break;
    after = ids.at(-1) ?? after;
    await writer.run(async (turn) => {
      const set = new WorkingSet(database, turn);
      const touched = new Touched();
      set.scans.take(
        await database.orm
          .select()
          .from(scans)
          .where(inArray(scans.id, [...ids])),
      );
      for (const id of ids) touched.scans.add(id);
      await judgeTouched(deps, set, touched);
      await applyAttendance(set, touched);
      await settle(turn, set);
    });
  }
  for (const { id } of catalogue.allClasses()) {
    await writer.run(async (turn) => {
      const set = new WorkingSet(database, turn);
      await workOut(deps, set, id, byClass.get(id) ?? NO_FACTS);
      await settle(turn, set);
    });
    classes += 1;
  }
  return { classes, differences: sumOf(found), lostScans: await countLost(deps), lostSessions };
}

/** What came in while nothing was known of these sessions. */
async function retakeWaiting(
  deps: FlushDeps,
  turn: WriteTurn,
  sessionsBack: readonly GoneSession[],
): Promise<void> {
  const keys = sessionsBack.flatMap(({ uuid }) => [uuid, sessionRef(uuid)]);
  const rows = await new WorkingSet(deps.database, turn).loadWaitingFacts(keys);
  await retakeRows(
    deps,
    turn,
    rows.filter(({ outcome }) => outcome === 'waiting'),
  );
}

/** Everything of one class, from its facts up. */
async function workOut(deps: FlushDeps, set: WorkingSet, classId: number, said: ClassFacts): Promise<void> {
  const { orm } = deps.database;
  const touched = new Touched();
  const rows = await orm
    .select()
    .from(sessions)
    .where(sql`${sessions.classId} = ${classId}`);
  set.sessions.take(rows);
  const sessionIds = rows.map(({ id }) => id);
  await set.loadAttendance([], sessionIds);
  set.tallies.take(
    await orm
      .select()
      .from(tallies)
      .where(sql`${tallies.classId} = ${classId}`),
  );
  set.enrolments.take(
    await orm
      .select()
      .from(enrolments)
      .where(sql`${enrolments.classId} = ${classId}`),
  );
  await refoldSessions(deps, set, sessionIds);
  for (const { studentId } of set.enrolments.all()) touched.addEnrolment(classId, studentId);
  for (const subject of said.enrolments) touched.addEnrolment(...pairIn(subject));
  await applyEnrolments(deps, set, touched);
  dateEnrolments(set);
  for (const subject of said.requests) touched.requests.add(subject);
  await applyRequests(deps.catalogue, set, touched);
  await restate(deps, set, touched, said.ofSessions);
  for (const id of sessionIds) {
    touched.judgeSessions.add(id);
    touched.attendanceSessions.add(id);
  }
  await judgeTouched(deps, set, touched);
  for (const row of set.scans.all())
    if (row.sessionId !== null) touched.addAttendance(row.sessionId, row.studentId);
  await applyAttendance(set, touched);
  recountTallies(set, classId);
}

async function unplacedScans({ database: { orm } }: FlushDeps, after: number): Promise<readonly number[]> {
  const rows = await orm
    .select({ id: scans.id })
    .from(scans)
    .where(sql`${isNull(scans.sessionId)} and ${scans.id} > ${after}`)
    .orderBy(scans.id)
    .limit(SCANS_AT_A_TIME);
  return rows.map(({ id }) => id);
}

async function countLost({ database: { client } }: FlushDeps): Promise<number> {
  const { rows } = await client.execute(
    `SELECT count(*) FROM facts f WHERE f.kind = 'scan' AND f.outcome NOT IN ('rejected', 'set_aside')
     AND NOT EXISTS (SELECT 1 FROM scans s WHERE s.uuid = f.id AND s.student_id = f.author_id)`,
  );
  return Number(rows[0]?.[0] ?? 0);
}
