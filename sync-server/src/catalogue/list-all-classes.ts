/** Every class as administrators find it: by its words or by who teaches it. */
import { and, asc, eq, inArray, isNotNull, isNull, sql } from 'drizzle-orm';
import type { AllClassesPage } from '@hazri/sync-protocol/api/all-classes';
import { matchWords } from '../db/match-words.ts';
import type { Database } from '../db/open-database.ts';
import { classes, staff } from '../db/class-schema.ts';
import { users } from '../db/people-schema.ts';
import { asClassId } from '../sync/session-state.ts';
import { enrolledCounts } from './class-views.ts';

const PAGE = 50;

interface Asked {
  readonly search?: string | undefined;
  readonly archived?: '0' | '1' | undefined;
  readonly after?: string | undefined;
}

const professorNames = sql`(SELECT group_concat(u.given_name || ' ' || u.family_name, ' ') FROM staff s
  JOIN users u ON u.id = s.user_id WHERE s.class_id = ${classes.id} AND s.until_at IS NULL)`;
const wordsOfClass = sql`${classes.course} || ' ' || ${classes.title} || ' ' || ${classes.section} || ' ' || ${classes.term} || ' ' || ${classes.room} || ' ' || coalesce(${professorNames}, '')`;

export async function listAllClasses(database: Database, asked: Asked, now: number): Promise<AllClassesPage> {
  const { orm } = database;
  const { search, archived = '0', after } = asked;
  const [last] = after === undefined ? [] : await orm.select().from(classes).where(eq(classes.uuid, after));
  const rows = await orm
    .select()
    .from(classes)
    .where(
      and(
        archived === '1' ? isNotNull(classes.archivedAt) : isNull(classes.archivedAt),
        search === undefined ? undefined : matchWords(wordsOfClass, search),
        last &&
          sql`(${classes.course}, ${classes.section}, ${classes.id}) > (${last.course}, ${last.section}, ${last.id})`,
      ),
    )
    .orderBy(asc(classes.course), asc(classes.section), asc(classes.id))
    .limit(PAGE + 1);
  const page = rows.slice(0, PAGE);
  const ids = page.map(({ id }) => id);
  const professors = await professorsOf(database, ids);
  const enrolled = await enrolledCounts(database, ids, now);
  return {
    classes: page.map(({ id, uuid, course, title, section, term, archivedAt }) => ({
      id: asClassId(uuid),
      course,
      title,
      section,
      term,
      professors: (professors.get(id) ?? []).map(({ name }) => name),
      enrolled: enrolled.get(id) ?? 0,
      archivedAt,
    })),
    next: rows.length > PAGE ? asClassId(page.at(-1)?.uuid ?? '') : null,
  };
}

/** Those who teach the classes now, by class. */
async function professorsOf({ orm }: Database, classIds: readonly number[]) {
  const rows = await orm
    .select({ classId: staff.classId, givenName: users.givenName, familyName: users.familyName })
    .from(staff)
    .innerJoin(users, eq(users.id, staff.userId))
    .where(and(inArray(staff.classId, [...classIds]), eq(staff.role, 'professor'), isNull(staff.until)))
    .orderBy(asc(staff.from));
  return Map.groupBy(
    rows.map(({ classId, givenName, familyName }) => ({
      classId,
      name: `${givenName} ${familyName}`.trim(),
    })),
    ({ classId }) => classId,
  );
}
