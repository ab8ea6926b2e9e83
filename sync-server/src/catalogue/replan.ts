/** Puts timetables into the calendar, and keeps it true when they, their terms or the holidays change (SES6). */
import type { InStatement } from '@libsql/client';
import { and, eq, gte, inArray, lt, or, sql } from 'drizzle-orm';
import { endOfDate, localDate, startOfDate } from '@hazri/domain';
import type { AppDeps } from '../app-deps.ts';
import { holidays, terms } from '../db/office-schema.ts';
import { sessions } from '../db/class-schema.ts';
import { attendance, codesShown, headcounts, scans } from '../db/record-schema.ts';
import { requests } from '../db/request-schema.ts';
import { upsertRows } from '../db/upsert-rows.ts';
import type { WriteTurn } from '../db/writer.ts';
import { asSessionId, newSessionRow } from '../sync/session-state.ts';
import type { SessionRow } from '../sync/rows.ts';
import type { ClassRecord } from './catalogue.ts';
import { newUuid } from './catalogue.ts';
import type { DaySpan } from './generate-sessions.ts';
import { generateSessions, isWithin } from './generate-sessions.ts';
import type { Standing } from './plan-changes.ts';
import { planChanges } from './plan-changes.ts';

export type ReplanDeps = Pick<AppDeps, 'clock' | 'database' | 'random'>;

export interface Replanned {
  readonly statements: readonly InStatement[];
  /** Whether the class has a session that was made, moved or taken out. */
  readonly changed: boolean;
}

/**
 * What a class's calendar needs to agree with its timetable, term and the holidays. Days before today (where the
 * class is) are history and stay as they are.
 * @param turn the caller commits; the catalogue's tables must be written already or given in `office`
 * @param days look at these alone
 */
export async function replan(
  deps: ReplanDeps,
  turn: Pick<WriteTurn, 'nextId' | 'nextRev'>,
  ofClass: ClassRecord,
  office: Office,
  { days, since = deps.clock.now() }: { readonly days?: DaySpan; readonly since?: number } = {},
): Promise<Replanned> {
  const { timeZone } = ofClass;
  const today = localDate(since, timeZone);
  const startsOn = days && days.startsOn > today ? days.startsOn : today;
  const standing = await standingSessions(deps, ofClass, startsOn, days?.endsOn ?? null);
  const slots = wantedSlots(ofClass, office, { startsOn, endsOn: days?.endsOn ?? FAR });
  const planned = standing.filter(({ row }) => row.plan === 'timetable');
  const { kept, added, removed } = planChanges(slots, planned, timeZone);
  const now = deps.clock.now();
  const next: readonly SessionRow[] = [
    ...kept.map(({ row, slot }) => ({ ...row, ...placed(slot, ofClass), removedAt: null })),
    ...removed.map((row) => ({ ...row, removedAt: now })),
    ...standing.filter(isSingle).map(({ row }) => ({
      ...row,
      room: row.plannedRoom ?? ofClass.room,
      policy: ofClass.policy,
    })),
  ];
  const before = new Map(standing.map(({ row }) => [row.id, JSON.stringify(row)]));
  const fresh = added.map((slot) =>
    newSessionRow(turn.nextId('sessions'), asSessionId(newUuid(deps.clock, deps.random)), ofClass, {
      ...slot,
      plan: 'timetable',
    }),
  );
  const rows = [...next.filter((row) => JSON.stringify(row) !== before.get(row.id)), ...fresh];
  if (rows.length === 0) return { statements: [], changed: false };
  return {
    statements: [
      upsertRows(
        sessions,
        rows.map((row) => ({ ...row, rev: turn.nextRev() })),
      ),
    ],
    changed: true,
  };
}

/** Beyond every term. */
const FAR = '9999-12-31';

function wantedSlots(ofClass: ClassRecord, { termsById, holidays: free }: Office, span: DaySpan) {
  const term = ofClass.termId === null ? undefined : termsById.get(ofClass.termId);
  if (!term || ofClass.archivedAt !== null) return [];
  const startsOn = term.startsOn > span.startsOn ? term.startsOn : span.startsOn;
  const endsOn = term.endsOn < span.endsOn ? term.endsOn : span.endsOn;
  return startsOn > endsOn
    ? []
    : generateSessions(ofClass.timetable, ofClass.timeZone, { startsOn, endsOn }, free);
}

function placed(
  { startsAt, endsAt }: { readonly startsAt: number; readonly endsAt: number },
  { room, policy }: ClassRecord,
): Pick<SessionRow, 'plannedStartsAt' | 'plannedEndsAt' | 'startsAt' | 'room' | 'policy'> {
  return { plannedStartsAt: startsAt, plannedEndsAt: endsAt, startsAt, room, policy };
}

function isSingle({ row, hasFacts }: Standing): boolean {
  return row.plan === 'single' && !hasFacts && row.removedAt === null;
}

const about = (table: typeof attendance | typeof scans | typeof headcounts | typeof codesShown) =>
  sql`exists (select 1 from ${table} where ${table.sessionId} = ${sessions.id})`;

/** 1 for a session that somebody has stated something about: opened, cancelled, marked, scanned, counted, appealed. */
export const hasFacts = sql<number>`${or(
  sql`${sessions.lifecycle} is not null`,
  about(attendance),
  about(scans),
  about(headcounts),
  about(codesShown),
  // Its index begins with the class.
  sql`exists (select 1 from ${requests} where ${requests.classId} = ${sessions.classId} and ${requests.sessionId} = ${sessions.id})`,
)}`;

/** Planned sessions of the class from a local date on, each with whether anything was stated about it. */
async function standingSessions(
  { database }: ReplanDeps,
  { id, timeZone }: ClassRecord,
  startsOn: string,
  endsOn: string | null,
): Promise<readonly Standing[]> {
  const from = startOfDate(startsOn, timeZone) ?? 0;
  const until = endsOn === null ? null : endOfDate(endsOn, timeZone);
  const found = await database.orm
    .select({ row: sessions, hasFacts })
    .from(sessions)
    .where(
      and(
        eq(sessions.classId, id),
        inArray(sessions.plan, ['timetable', 'single']),
        gte(sessions.plannedStartsAt, from),
        until === null ? undefined : lt(sessions.plannedStartsAt, until),
      ),
    );
  return found.map(({ row, hasFacts: some }) => ({ row, hasFacts: some === 1 }));
}

/** What the office says about days. */
export interface Office {
  readonly termsById: ReadonlyMap<number, DaySpan>;
  readonly holidays: readonly (DaySpan & { readonly id: number })[];
}

export async function readOffice({ database }: Pick<AppDeps, 'database'>): Promise<Office> {
  const { orm } = database;
  const termRows = await orm.select().from(terms);
  return {
    termsById: new Map(termRows.map((row) => [row.id, row])),
    holidays: await orm.select().from(holidays),
  };
}

/** Whether a class could have a meeting on one of the days. */
export function concerns({ termsById }: Office, { termId, archivedAt }: ClassRecord, days: DaySpan): boolean {
  const term = termId === null ? undefined : termsById.get(termId);
  if (!term || archivedAt !== null) return false;
  return isWithin(term.startsOn, days) || isWithin(days.startsOn, term);
}
