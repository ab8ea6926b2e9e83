/** Makes a class with its professor and its sessions, and puts students on its roster. */
import type { Policy } from '@hazri/domain';
import type { Meeting } from '@hazri/sync-protocol';
import type { AppDeps } from '../app-deps.ts';
import type { AuditEntry } from '../audit/audit-trail.ts';
import { classes, enrolments, sessions, staff } from '../db/class-schema.ts';
import { upsertRows } from '../db/upsert-rows.ts';
import type { Plan } from '../sync/session-state.ts';
import { asSessionId, newSessionRow } from '../sync/session-state.ts';
import type { SessionRow } from '../sync/rows.ts';
import type { ClassRecord, StaffRecord } from './catalogue.ts';
import { newUuid } from './catalogue.ts';
import { readOffice, replan } from './replan.ts';

export const DEFAULT_TIME_ZONE = 'Asia/Kolkata';

export interface NewClass {
  readonly course: string;
  readonly title: string;
  readonly professorId: number;
  readonly section?: string;
  readonly term?: string;
  readonly room?: string;
  readonly timeZone?: string;
  readonly policy?: Policy;
  readonly timetable?: readonly Meeting[];
  readonly courseId?: number | null;
  readonly termId?: number | null;
  readonly departmentId?: number | null;
  readonly capacity?: number | null;
  readonly lowPercent?: number | null;
  readonly joinCode?: string;
  /** Staff from this time on, and sessions from its day on; defaults to now. */
  readonly from?: number;
  readonly uuid?: string;
}

type Deps = Pick<AppDeps, 'catalogue' | 'clock' | 'config' | 'database' | 'random' | 'writer'>;

/** @param audit what the log tells of it, but for the class */
export function createClass(
  deps: Deps,
  wanted: NewClass,
  audit?: Omit<AuditEntry, 'subject'>,
): Promise<ClassRecord> {
  const { catalogue, clock, config, random, writer } = deps;
  return writer.run(async (turn) => {
    const row: ClassRecord = {
      id: turn.nextId('classes'),
      uuid: wanted.uuid ?? newUuid(clock, random),
      course: wanted.course,
      title: wanted.title,
      section: wanted.section ?? 'A',
      term: wanted.term ?? '',
      room: wanted.room ?? '',
      timeZone: wanted.timeZone ?? DEFAULT_TIME_ZONE,
      policy: wanted.policy ?? config.policy,
      timetable: wanted.timetable ?? [],
      courseId: wanted.courseId ?? null,
      termId: wanted.termId ?? null,
      departmentId: wanted.departmentId ?? null,
      capacity: wanted.capacity ?? null,
      lowPercent: wanted.lowPercent ?? null,
      joinCode: wanted.joinCode ?? null,
      joinUntil: null,
      archivedAt: null,
      rev: turn.nextRev(),
    };
    const since = wanted.from ?? clock.now();
    const professor: StaffRecord = {
      classId: row.id,
      userId: wanted.professorId,
      role: 'professor',
      from: since,
      until: null,
    };
    const planned = await replan(deps, turn, row, await readOffice(deps), { since });
    const rows = [upsertRows(classes, [row]), upsertRows(staff, [professor]), ...planned.statements];
    if (audit) turn.audit({ ...audit, subject: `class:${row.uuid}` });
    await turn.commit(rows, null, () => catalogue.reload());
    return row;
  });
}

/** Students on record from `from` on; those on the roster already stay as they are. */
export function enrol(
  { clock, writer }: Pick<Deps, 'clock' | 'writer'>,
  classId: number,
  studentIds: readonly number[],
  from: number,
): Promise<void> {
  return writer.run(async (turn) => {
    const rows = studentIds.map((studentId) => ({
      classId,
      studentId,
      from,
      until: null,
      addedAt: clock.now(),
      baseFrom: from,
      baseUntil: null,
      rev: turn.nextRev(),
    }));
    await turn.commit([upsertRows(enrolments, rows)]);
  });
}

/** Puts sessions with given ids into the calendar (SES6: one id for everybody, made beforehand). */
export function planSessions(
  { writer }: Pick<Deps, 'writer'>,
  ofClass: ClassRecord,
  planned: readonly (Omit<Plan, 'plan'> &
    Partial<Pick<Plan, 'plan'>> & { readonly id: SessionRow['uuid'] })[],
): Promise<readonly SessionRow[]> {
  return writer.run(async (turn) => {
    const rows = planned.map(({ id, plan = 'timetable', ...rest }): SessionRow => {
      return {
        ...newSessionRow(turn.nextId('sessions'), asSessionId(id), ofClass, { plan, ...rest }),
        rev: turn.nextRev(),
      };
    });
    await turn.commit([upsertRows(sessions, rows)]);
    return rows;
  });
}
