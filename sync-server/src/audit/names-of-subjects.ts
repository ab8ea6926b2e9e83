/** What the subjects of audit entries are called now; one that is gone has no name. */
import { inArray } from 'drizzle-orm';
import type { Orm } from '../db/open-database.ts';
import { courses, departments, holidays, terms } from '../db/office-schema.ts';
import { classes, sessions } from '../db/class-schema.ts';
import { devices, users } from '../db/people-schema.ts';

/** @param subjects `user:<uuid>`, `class:<uuid>`, …; @returns names by subject */
export async function namesOfSubjects(
  orm: Orm,
  subjects: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const idsOf = (word: string) => [
    ...new Set(
      subjects
        .filter((subject) => subject.startsWith(`${word}:`))
        .map((subject) => subject.slice(word.length + 1)),
    ),
  ];
  const named = (word: string, rows: readonly { readonly uuid: string; readonly name: string }[]) =>
    rows.map(({ uuid, name }) => [`${word}:${uuid}`, name] as const);
  const [people, taught, held, known, faculty, calendar, studies, free] = await Promise.all([
    orm
      .select()
      .from(users)
      .where(inArray(users.uuid, idsOf('user'))),
    orm
      .select()
      .from(classes)
      .where(inArray(classes.uuid, idsOf('class'))),
    orm
      .select()
      .from(sessions)
      .where(inArray(sessions.uuid, idsOf('session'))),
    orm
      .select()
      .from(devices)
      .where(inArray(devices.uuid, idsOf('device'))),
    orm
      .select()
      .from(departments)
      .where(inArray(departments.uuid, idsOf('department'))),
    orm
      .select()
      .from(terms)
      .where(inArray(terms.uuid, idsOf('term'))),
    orm
      .select()
      .from(courses)
      .where(inArray(courses.uuid, idsOf('course'))),
    orm
      .select()
      .from(holidays)
      .where(inArray(holidays.uuid, idsOf('holiday'))),
  ]);
  const ofSessions = await orm
    .select()
    .from(classes)
    .where(inArray(classes.id, [...new Set(held.map(({ classId }) => classId))]));
  const classNames = new Map(ofSessions.map((row) => [row.id, classNameOf(row)]));
  return new Map([
    ...named(
      'user',
      people.map(({ uuid, givenName, familyName }) => ({ uuid, name: `${givenName} ${familyName}`.trim() })),
    ),
    ...named(
      'class',
      taught.map((row) => ({ uuid: row.uuid, name: classNameOf(row) })),
    ),
    ...named(
      'session',
      held.map(({ uuid, classId }) => ({ uuid, name: classNames.get(classId) ?? '' })),
    ),
    ...named(
      'device',
      known.map(({ uuid, label }) => ({ uuid, name: label })),
    ),
    ...named('department', faculty),
    ...named('term', calendar),
    ...named(
      'course',
      studies.map(({ uuid, code, title }) => ({ uuid, name: `${code} · ${title}` })),
    ),
    ...named('holiday', free),
  ]);
}

function classNameOf({ course, title, section }: typeof classes.$inferSelect): string {
  return `${course} · ${title}${section === '' ? '' : ` · ${section}`}`;
}
