/** What happened to one record: every fact that says something of a student in a session, with what became of it. */
import { and, eq, inArray, isNull, or, sql } from 'drizzle-orm';
import * as z from 'zod';
import type { RecordStory, StoryEvent } from '@hazri/sync-protocol/api/record-story';
import { shownAddress } from '../audit/shown-address.ts';
import { asUserId } from '../auth/accounts.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Orm } from '../db/open-database.ts';
import { sessions } from '../db/class-schema.ts';
import { facts } from '../db/fact-schema.ts';
import { aliases, devices, users } from '../db/people-schema.ts';
import { attendance, scans } from '../db/record-schema.ts';
import { requests } from '../db/request-schema.ts';
import { asClassId, asSessionId } from '../sync/session-state.ts';
import { enrolmentSubject, requestSubject, sessionSubject, witnessSubject } from '../sync/taking/subjects.ts';

/** The newest are kept: nobody reads more. */
const MAX_EVENTS = 500;
/** Facts about a session that say nothing of who was there. */
const SILENT_KINDS = new Set(['codes.shown', 'headcount']);

type FactRow = typeof facts.$inferSelect;
type ScanRow = typeof scans.$inferSelect;

interface Ground {
  readonly orm: Orm;
  readonly catalogue: Catalogue;
}

/** What a story tells of a fact's own words. */
const stated = z.looseObject({
  madeAt: z.optional(z.int()),
  body: z.optional(
    z.looseObject({
      studentId: z.optional(z.string()),
      status: z.nullish(z.string()),
      decision: z.optional(z.string()),
      reason: z.optional(z.string()),
      note: z.optional(z.string()),
    }),
  ),
});

/** null when there is no such session or person. */
export async function readRecordStory(
  { orm, catalogue }: Ground,
  sessionUuid: string,
  studentUuid: string,
): Promise<RecordStory | null> {
  const [session] = await orm.select().from(sessions).where(eq(sessions.uuid, sessionUuid));
  const [student] = await orm.select().from(users).where(eq(users.uuid, studentUuid));
  const ofClass = session && catalogue.classById(session.classId);
  if (!session || !student || !ofClass) return null;
  const names = await orm.select().from(aliases).where(eq(aliases.userId, student.id));
  const uuids = [student.uuid, ...names.map(({ uuid }) => uuid)];
  const [record] = await orm
    .select()
    .from(attendance)
    .where(and(eq(attendance.sessionId, session.id), eq(attendance.studentId, student.id)));
  const seen = await orm
    .select()
    .from(scans)
    .where(
      and(
        eq(scans.studentId, student.id),
        or(eq(scans.sessionId, session.id), and(isNull(scans.sessionId), eq(scans.ref, session.ref))),
      ),
    );
  const asked = await orm
    .select()
    .from(requests)
    .where(and(eq(requests.classId, session.classId), eq(requests.studentId, student.id)));
  const concerning = asked.filter(({ kind, sessionId, from, until }) =>
    kind === 'appeal'
      ? sessionId === session.id
      : (from ?? 0) <= session.startsAt && session.startsAt < (until ?? Infinity),
  );
  const scanIds = seen.map(({ uuid }) => uuid);
  const rows = await orm
    .select({ fact: facts, author: users, device: devices.label })
    .from(facts)
    .innerJoin(users, eq(users.id, facts.authorId))
    .leftJoin(devices, eq(devices.id, facts.deviceId))
    .where(
      or(
        inArray(facts.subject, [
          sessionSubject(session.id),
          enrolmentSubject(session.classId, student.id),
          ...scanIds.map((uuid) => witnessSubject(student.id, uuid)),
          ...concerning.map(({ kind, uuid }) => requestSubject(kind, uuid)),
        ]),
        and(sql`kind = 'mark'`, sql`json ->> '$.body.sessionId' = ${session.uuid}`),
        // Without a scan there is nothing to ask for, and asking all the same would read every fact there is.
        ...(scanIds.length === 0
          ? []
          : [
              and(inArray(facts.id, scanIds), eq(facts.authorId, student.id)),
              and(inArray(facts.waitsFor, scanIds), eq(facts.kind, 'review')),
            ]),
      ),
    );
  const scansById = new Map(seen.map((scan) => [scan.uuid, scan]));
  const events = rows
    .filter(({ fact }) => !SILENT_KINDS.has(fact.kind) && isOf(fact, student.id, uuids))
    .toSorted((a, b) => a.fact.receivedAt - b.fact.receivedAt || a.fact.seq - b.fact.seq)
    .slice(-MAX_EVENTS)
    .map(({ fact, author, device }) =>
      eventOf(fact, `${author.givenName} ${author.familyName}`.trim(), device, scansById.get(fact.id)),
    );
  const { givenName, familyName, studentNo } = student;
  const { course, title, section, timeZone } = ofClass;
  return {
    ofClass: { id: asClassId(ofClass.uuid), course, title, section, timeZone },
    session: { id: asSessionId(session.uuid), startsAt: session.startsAt, status: session.status },
    student: { id: asUserId(student.uuid), givenName, familyName, studentNo },
    record: record
      ? {
          status: record.status,
          source: record.source,
          minutesLate: record.minutesLate,
          needsReview: record.needsReview,
          onRoster: record.onRoster,
        }
      : null,
    events,
  };
}

/** Ids of scans and requests are their student's own: another's fact may speak of the same one (FACT4). */
function isOf(fact: FactRow, studentId: number, uuids: readonly string[]): boolean {
  const named = stated.safeParse(JSON.parse(fact.json)).data?.body?.studentId;
  if (named !== undefined) return uuids.includes(named);
  return !['excuse', 'appeal'].includes(fact.kind) || fact.authorId === studentId;
}

function eventOf(fact: FactRow, by: string, device: string | null, scan: ScanRow | undefined): StoryEvent {
  const { madeAt = null, body = {} } = stated.safeParse(JSON.parse(fact.json)).data ?? {};
  const verdict = fact.kind === 'scan' ? scan : undefined;
  return {
    id: fact.id,
    kind: fact.kind,
    receivedAt: fact.receivedAt,
    madeAt,
    by,
    device,
    address: fact.address === null ? null : shownAddress(fact.address),
    outcome: verdict?.outcome ?? fact.outcome,
    reason: verdict ? verdict.reason : fact.reason,
    decided: body.status ?? body.decision ?? null,
    note: body.reason ?? body.note ?? null,
    how: verdict?.how ?? null,
    trust: verdict?.trust ?? null,
  };
}
