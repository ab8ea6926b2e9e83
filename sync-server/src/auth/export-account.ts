/**
 * Everything that is kept about one person, as one JSON document. Written while it is read, a page of rows at a time,
 * so that years of attendance take no more memory than a day of it.
 */
import type { SQL } from 'drizzle-orm';
import { and, asc, eq, gt, isNull, sql } from 'drizzle-orm';
import type { AppDeps } from '../app-deps.ts';
import { enrolments, sessions } from '../db/class-schema.ts';
import { BESIDE_SCANS, facts } from '../db/fact-schema.ts';
import { notifications } from '../db/notification-schema.ts';
import { devices } from '../db/people-schema.ts';
import { scans, attendance } from '../db/record-schema.ts';
import type { User } from './accounts.ts';
import { profileOf } from './profile.ts';

const PAGE = 500;

type Deps = Pick<AppDeps, 'catalogue' | 'database'>;
type Row = Readonly<Record<string, unknown>>;
/** Rows after a cursor, with the next one; null: no more. */
type Page = { readonly rows: readonly Row[]; readonly next: number | null };

export function exportResponse(deps: Deps, user: User): Response {
  const parts = documentOf(deps, user);
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const part = await parts.next();
      if (part.done) controller.close();
      else controller.enqueue(encoder.encode(part.value));
    },
  });
  return new Response(body, {
    headers: {
      'content-type': 'application/json',
      'content-disposition': 'attachment; filename="hazri-my-data.json"',
      'cache-control': 'no-store',
    },
  });
}

async function* documentOf(deps: Deps, user: User): AsyncGenerator<string, void, undefined> {
  yield `{"profile":${JSON.stringify(await profileOf(deps, user))}`;
  for (const [name, read] of Object.entries(sectionsOf(deps, user))) {
    yield `,"${name}":[`;
    let separator = '';
    for (let from: number | null = 0; from !== null;) {
      const page: Page = await read(from);
      if (page.rows.length > 0) {
        yield separator + page.rows.map((row) => JSON.stringify(row)).join(',');
        separator = ',';
      }
      from = page.next;
    }
    yield ']';
  }
  yield '}\n';
}

/** Each section reads by a number that only grows: `rev`, `seq` or the key. */
function sectionsOf(
  { catalogue, database: { orm } }: Deps,
  { id }: User,
): Readonly<Record<string, (from: number) => Promise<Page>>> {
  const className = (classId: number | null): string | null => {
    const found = classId === null ? undefined : catalogue.classById(classId);
    return found ? `${found.course} ${found.title} ${found.section}`.trim() : null;
  };
  return {
    enrolments: async (from) => {
      const rows = await orm
        .select()
        .from(enrolments)
        .where(and(eq(enrolments.studentId, id), gt(enrolments.rev, from)))
        .orderBy(asc(enrolments.rev))
        .limit(PAGE);
      return page(
        rows,
        ({ rev }) => rev,
        (row) => ({
          class: className(row.classId),
          from: row.from,
          until: row.until,
        }),
      );
    },
    attendance: async (from) => {
      const rows = await orm
        .select()
        .from(attendance)
        .innerJoin(sessions, eq(sessions.id, attendance.sessionId))
        .where(and(eq(attendance.studentId, id), gt(attendance.rev, from)))
        .orderBy(asc(attendance.rev))
        .limit(PAGE);
      return page(
        rows,
        (row) => row.attendance.rev,
        ({ attendance: row, sessions: session }) => ({
          class: className(row.classId),
          session: session.uuid,
          startsAt: session.startsAt,
          status: row.status,
          source: row.source,
          at: row.at,
          minutesLate: row.minutesLate,
          trust: row.trust,
          needsReview: row.needsReview,
        }),
      );
    },
    scans: async (from) => {
      const rows = await orm
        .select()
        .from(scans)
        .where(and(eq(scans.studentId, id), gt(scans.rev, from)))
        .orderBy(asc(scans.rev))
        .limit(PAGE);
      return page(
        rows,
        ({ rev }) => rev,
        (row) => ({
          id: row.uuid,
          class: className(row.classId),
          how: row.how,
          scannedAt: row.scannedAt,
          sentAt: row.sentAt,
          receivedAt: row.receivedAt,
          outcome: row.outcome,
          reason: row.reason,
          trust: row.trust,
        }),
      );
    },
    facts: async (from) => {
      const rows = await orm
        .select()
        .from(facts)
        .where(and(sql`${facts.seq} in (${statedBy(id)})`, gt(facts.seq, from)))
        .orderBy(asc(facts.seq))
        .limit(PAGE);
      return page(
        rows,
        ({ seq }) => seq,
        (row) => ({
          id: row.id,
          kind: row.kind,
          receivedAt: row.receivedAt,
          outcome: row.outcome,
          reason: row.reason,
          stated: JSON.parse(row.json) as unknown,
        }),
      );
    },
    notifications: async (from) => {
      const rows = await orm
        .select()
        .from(notifications)
        .where(and(eq(notifications.userId, id), isNull(notifications.removedAt), gt(notifications.id, from)))
        .orderBy(asc(notifications.id))
        .limit(PAGE);
      return page(
        rows,
        (row) => row.id,
        (row) => ({
          kind: row.kind,
          at: row.at,
          class: className(row.classId),
          before: row.before,
          after: row.after,
          readAt: row.readAt,
        }),
      );
    },
    devices: async (from) => {
      const rows = await orm
        .select()
        .from(devices)
        .where(and(eq(devices.userId, id), gt(devices.id, from)))
        .orderBy(asc(devices.id))
        .limit(PAGE);
      return page(
        rows,
        (row) => row.id,
        (row) => ({
          id: row.uuid,
          label: row.label,
          createdAt: row.createdAt,
          ended: row.ended,
        }),
      );
    },
  };
}

/** By an index each: a search for the author alone would read every fact there is. */
function statedBy(userId: number): SQL {
  return sql`select seq from facts where author_id = ${userId} and (${BESIDE_SCANS})
    union select f.seq from scans s join facts f on f.id = s.uuid and f.author_id = s.student_id where s.student_id = ${userId}`;
}

function page<T>(rows: readonly T[], placeOf: (row: T) => number, show: (row: T) => Row): Page {
  const last = rows.at(-1);
  return { rows: rows.map(show), next: rows.length === PAGE && last ? placeOf(last) : null };
}
