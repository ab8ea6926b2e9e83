/** Who of a class's roster is below its line now, and how far? */
import { and, eq, gt, isNull, lte, or } from 'drizzle-orm';
import type { User } from '../auth/accounts.ts';
import type { ClassRecord } from '../catalogue/catalogue.ts';
import { enrolments } from '../db/class-schema.ts';
import { users } from '../db/people-schema.ts';
import { tallies } from '../db/record-schema.ts';
import type { ReportGround } from '../reports/class-report.ts';
import { countRemaining } from '../reports/report-sessions.ts';
import type { Standing } from '../reports/standing.ts';
import { standingOf } from '../reports/standing.ts';

export interface LowStudent {
  readonly user: User;
  readonly standing: Standing;
}

export interface LowStudents {
  readonly students: readonly LowStudent[];
  /** Sessions of the timetable that are still to come. */
  readonly remaining: number;
}

/** Of the whole term, as the report of the class says it. */
export async function lowStudents(
  { database, policy, now }: ReportGround,
  ofClass: ClassRecord,
): Promise<LowStudents> {
  const remaining = await countRemaining(database, ofClass.id, now);
  const rows = await database.orm
    .select()
    .from(enrolments)
    .innerJoin(users, eq(users.id, enrolments.studentId))
    .innerJoin(tallies, and(eq(tallies.classId, enrolments.classId), eq(tallies.studentId, users.id)))
    .where(
      and(
        eq(enrolments.classId, ofClass.id),
        lte(enrolments.from, now),
        or(isNull(enrolments.until), gt(enrolments.until, now)),
      ),
    );
  const students = rows
    .filter(({ users: { state } }) => state !== 'deactivated' && state !== 'merged')
    .map(({ users: user, tallies: tally }) => ({
      user,
      standing: standingOf(tally, tally, policy, remaining),
    }))
    .filter(({ standing }) => standing.low);
  return { students, remaining };
}
