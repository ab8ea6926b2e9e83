/** Makes a class with its professor, and puts students on its roster. */
import type { Policy } from '@hazri/domain';
import type { Meeting } from '@hazri/sync-protocol';
import type { AppDeps } from '../app-deps.ts';
import { classes, enrolments, sessions, staff } from '../db/schema.ts';
import { upsertRows } from '../db/upsert-rows.ts';
import { newSessionRow } from '../sync/session-state.ts';
import type { SessionRow } from '../sync/working-set.ts';
import type { ClassRecord, StaffRecord } from './catalogue.ts';
import { newUuid } from './catalogue.ts';
import type { PlannedSession } from './generate-sessions.ts';

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
  /** Staff from this time on; defaults to now. */
  readonly from?: number;
  readonly uuid?: string;
}

type Deps = Pick<AppDeps, 'catalogue' | 'clock' | 'config' | 'random' | 'writer'>;

export function createClass(deps: Deps, wanted: NewClass): Promise<ClassRecord> {
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
      courseId: null,
      termId: null,
      capacity: null,
      joinCode: null,
      joinUntil: null,
      archivedAt: null,
      rev: turn.nextRev(),
    };
    const professor: StaffRecord = {
      classId: row.id,
      userId: wanted.professorId,
      role: 'professor',
      from: wanted.from ?? clock.now(),
      until: null,
    };
    const rows = [upsertRows(classes, [row]), upsertRows(staff, [professor])];
    await turn.commit(rows, null, () => catalogue.reload());
    return row;
  });
}

/** Students on record from `from` on; those on the roster already stay as they are. */
export function enrol(
  deps: Deps,
  classId: number,
  studentIds: readonly number[],
  from: number,
): Promise<void> {
  const { clock, writer } = deps;
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

/** Puts the sessions of a timetable into the calendar (SES6: one id for everybody, made beforehand). */
export function planSessions(
  deps: Deps,
  ofClass: ClassRecord,
  planned: readonly PlannedSession[],
): Promise<readonly SessionRow[]> {
  return deps.writer.run(async (turn) => {
    const rows = planned.map(({ id, startsAt, endsAt }): SessionRow => {
      return {
        ...newSessionRow(turn.nextId('sessions'), id, ofClass, { startsAt, endsAt }),
        rev: turn.nextRev(),
      };
    });
    await turn.commit([upsertRows(sessions, rows)]);
    return rows;
  });
}
