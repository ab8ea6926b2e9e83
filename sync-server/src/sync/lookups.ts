/** What a flush may ask the database: every condition that it reads rows by. */
import { sql } from 'drizzle-orm';
import { enrolments, sessions } from '../db/class-schema.ts';
import { facts } from '../db/fact-schema.ts';
import { aliases, deviceContacts, users } from '../db/people-schema.ts';
import { attendance, codesShown, headcounts, scans, tallies } from '../db/record-schema.ts';
import { requests } from '../db/request-schema.ts';
import type { Place } from '../db/select-rows.ts';
import { among, amongPairs, counting, selection } from '../db/select-rows.ts';

type Ids = Place<readonly number[]>;
type Texts = Place<readonly string[]>;
type Pairs = Place<readonly (readonly [first: number, second: number])[]>;
type Time = Place<number>;

export const ALIASES = selection(aliases, (uuids: Texts) => among(aliases.uuid, uuids));
export const PEOPLE = selection(
  users,
  (uuids: Texts, ids: Ids) => sql`${among(users.uuid, uuids)} or ${among(users.id, ids)}`,
);
export const USERS = selection(users, (ids: Ids) => among(users.id, ids));
export const USERS_BY_STUDENT_NO = selection(users, (numbers: Texts) => among(users.studentNo, numbers));

/** In the index's order and cast to its columns' types: otherwise SQLite scans the table. */
export const FACTS = selection(
  facts,
  (own: Place<readonly (readonly [authorId: number, id: string])[]>) =>
    sql`(${facts.id}, ${facts.authorId}) in (select cast(json_extract(value, '$[1]') as text), cast(json_extract(value, '$[0]') as integer) from json_each(${own}))`,
);
export const FACTS_WAITING = selection(facts, (keys: Texts) => among(facts.waitsFor, keys));
export const FACTS_ABOUT = selection(facts, (subjects: Texts) => among(facts.subject, subjects));
/** The outcome is written out: SQLite takes a partial index only for a literal. */
export const WAITING_BY_AUTHOR = counting(
  facts.authorId,
  (authorIds: Ids) => sql`${among(facts.authorId, authorIds)} and ${facts.outcome} = 'waiting'`,
);

export const SESSIONS = selection(
  sessions,
  (uuids: Texts, refs: Texts, ids: Ids) =>
    sql`${among(sessions.uuid, uuids)} or ${among(sessions.ref, refs)} or ${among(sessions.id, ids)}`,
);
export const SETTLED_SESSIONS = selection(
  sessions,
  (classIds: Ids) =>
    sql`${among(sessions.classId, classIds)} and ${sessions.status} in ('completed', 'cancelled')`,
);
export const OPENED_SESSIONS = selection(
  sessions,
  (classIds: Ids, from: Time, until: Time) =>
    sql`${among(sessions.classId, classIds)} and ${sessions.openedAt} is not null and ${sessions.startsAt} between ${from} and ${until}`,
);
export const SESSIONS_WITHIN = selection(
  sessions,
  (classId: Place<number>, from: Time, until: Time) =>
    sql`${sessions.classId} = ${classId} and ${sessions.startsAt} between ${from} and ${until}`,
);

export const SCANS = selection(scans, (uuids: Texts) => among(scans.uuid, uuids));
export const SCANS_OF_SESSIONS = selection(scans, (ids: Ids) => among(scans.sessionId, ids));
/**
 * Those that no session was found for; the others are found by it. The index is named: left to itself SQLite takes
 * another, and reads whatever was scanned in vain since the beginning.
 */
export const UNPLACED_SCANS = selection(
  scans,
  (refs: Texts) =>
    sql`${scans.id} in (select id from scans indexed by scans_unplaced where session_id is null and ${among(scans.ref, refs)})`,
);
export const SCANS_OF_PAIRS = selection(scans, (pairs: Pairs) =>
  amongPairs(scans.sessionId, scans.studentId, pairs),
);
export const SCANS_OF_CLASS_STUDENTS = selection(scans, (pairs: Pairs) =>
  amongPairs(scans.classId, scans.studentId, pairs),
);
/** That none is null is said for SQLite, which takes the partial index only then. */
export const TYPED_SCANS_OF_STUDENTS = selection(
  scans,
  (pairs: Pairs) =>
    sql`${scans.typedClassId} is not null and ${amongPairs(scans.typedClassId, scans.studentId, pairs)}`,
);
export const TYPED_SCANS = selection(scans, (classIds: Ids) => among(scans.typedClassId, classIds));
export const SCANS_OF_PHONES = selection(
  scans,
  (sessionIds: Ids, installations: Texts) =>
    sql`${among(scans.sessionId, sessionIds)} and ${among(scans.installation, installations)}`,
);

export const ATTENDANCE = selection(attendance, (pairs: Pairs) =>
  amongPairs(attendance.sessionId, attendance.studentId, pairs),
);
export const ATTENDANCE_OF_SESSIONS = selection(attendance, (ids: Ids) => among(attendance.sessionId, ids));
export const ENROLMENTS = selection(enrolments, (pairs: Pairs) =>
  amongPairs(enrolments.classId, enrolments.studentId, pairs),
);
export const ENROLMENTS_OF_CLASSES = selection(enrolments, (ids: Ids) => among(enrolments.classId, ids));
export const TALLIES = selection(tallies, (pairs: Pairs) =>
  amongPairs(tallies.classId, tallies.studentId, pairs),
);
export const CODES_SHOWN = selection(codesShown, (ids: Ids) => among(codesShown.sessionId, ids));
export const HEADCOUNTS = selection(headcounts, (ids: Ids) => among(headcounts.sessionId, ids));
export const CONTACTS = selection(deviceContacts, (ids: Ids) => among(deviceContacts.deviceId, ids));

const APPROVED_EXCUSE = sql`${requests.kind} = 'excuse' and ${requests.decision} = 'approve'`;
export const REQUESTS = selection(requests, (uuids: Texts) => among(requests.uuid, uuids));
export const EXCUSES = selection(
  requests,
  (pairs: Pairs) => sql`${amongPairs(requests.classId, requests.studentId, pairs)} and ${APPROVED_EXCUSE}`,
);
export const EXCUSES_OF_CLASSES = selection(
  requests,
  (classIds: Ids) => sql`${among(requests.classId, classIds)} and ${APPROVED_EXCUSE}`,
);
