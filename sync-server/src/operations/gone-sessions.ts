/**
 * Sessions that devices stated something of and whose row is gone. Their facts name them twice: by the id that devices
 * gave, and by the number under which the server keeps what is about them; an opening says the rest.
 */
import type { SessionId } from '@hazri/domain';
import { localDate } from '@hazri/domain';
import type { ClassRecord } from '../catalogue/catalogue.ts';
import { generateSessions } from '../catalogue/generate-sessions.ts';
import type { Database } from '../db/open-database.ts';
import type { FlushDeps } from '../sync/flush-deps.ts';
import { receivedFacts } from '../sync/received-fact.ts';
import { asSessionId, newSessionRow, refoldSession } from '../sync/session-state.ts';
import type { SessionRow } from '../sync/rows.ts';
import type { WorkingSet } from '../sync/working-set.ts';

export interface GoneSession {
  readonly uuid: SessionId;
  /** What its lifecycle facts are about, `session:<id>`; null: there are none. */
  readonly subject: string | null;
}

const OF_SESSIONS = [
  'session.opened',
  'session.completed',
  'session.reopened',
  'session.cancelled',
  'codes.shown',
  'headcount',
  'mark',
  'appeal',
];

export async function goneSessions({ client }: Pick<Database, 'client'>): Promise<readonly GoneSession[]> {
  const { rows } = await client.execute({
    sql: `SELECT json ->> '$.body.sessionId', max(CASE WHEN subject LIKE 'session:%' THEN subject END) FROM facts f
          WHERE outcome = 'accepted' AND kind IN (SELECT value FROM json_each(?))
          AND NOT EXISTS (SELECT 1 FROM sessions s WHERE s.uuid = f.json ->> '$.body.sessionId')
          GROUP BY 1`,
    args: [JSON.stringify(OF_SESSIONS)],
  });
  return rows.flatMap(({ 0: uuid, 1: subject }) =>
    typeof uuid === 'string'
      ? [{ uuid: asSessionId(uuid), subject: typeof subject === 'string' ? subject : null }]
      : [],
  );
}

/**
 * Puts rows in the set for those that an opening tells of; their state is folded as at any flush.
 * @returns how many can't be: nobody opened them, or their number is another session's by now
 */
export async function putBack(
  { catalogue }: Pick<FlushDeps, 'catalogue'>,
  set: WorkingSet,
  gone: readonly GoneSession[],
): Promise<number> {
  const named = gone.flatMap(({ uuid, subject }) => (subject === null ? [] : [{ uuid, subject }]));
  await set.loadSubjects(named.map(({ subject }) => subject));
  await set.loadSessions({ ids: named.map(({ subject }) => numberIn(subject)) });
  let lost = gone.length - named.length;
  for (const { uuid, subject } of named) {
    const id = numberIn(subject);
    const facts = receivedFacts(set, set.factsAbout(subject), [
      'session.opened',
      'session.completed',
      'session.reopened',
      'session.cancelled',
    ]).filter(({ fact }) => fact.body.sessionId === uuid);
    const opening = facts.map(({ fact }) => fact).find((fact) => fact.kind === 'session.opened');
    const ofClass = opening && catalogue.classByUuid(opening.body.classId);
    if (!ofClass || set.sessions.get(id) !== undefined) {
      lost += 1;
      continue;
    }
    const blank = newSessionRow(id, uuid, ofClass, null);
    set.sessions.put(refoldSession(planned(refoldSession(blank, ofClass, facts), ofClass), ofClass, facts));
  }
  return lost;
}

/** A session that begins when a meeting of the timetable does is that meeting, as when timetables are put in the calendar. */
function planned(row: SessionRow, { timetable, timeZone, room }: ClassRecord): SessionRow {
  const day = localDate(row.startsAt, timeZone);
  const slot = generateSessions(timetable, timeZone, { startsOn: day, endsOn: day }).find(
    ({ startsAt }) => startsAt === row.startsAt,
  );
  if (!slot) return row;
  return {
    ...row,
    plan: 'timetable',
    plannedStartsAt: slot.startsAt,
    plannedEndsAt: slot.endsAt,
    room: row.room ?? room,
  };
}

/** `session:<id>` */
function numberIn(subject: string): number {
  return Number(subject.split(':')[1]);
}
