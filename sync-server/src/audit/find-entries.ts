/** The audit log as administrators search it: by what was done, by whom, to whom and when. */
import type { SQL } from 'drizzle-orm';
import { and, desc, eq, gte, inArray, like, lt, or, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { AuditEntryView } from '@hazri/sync-protocol/api/audit';
import { matchesPerson } from '../auth/list-people.ts';
import { auditLog } from '../db/audit-schema.ts';
import type { Orm } from '../db/open-database.ts';
import { users } from '../db/people-schema.ts';
import { namesOfSubjects } from './names-of-subjects.ts';
import { shownAddress } from './shown-address.ts';

const PAGE = 50;
/** People whom the words for one may mean; more are too many to say anything. */
const MAX_PEOPLE = 50;

interface Asked {
  readonly before?: number | undefined;
  readonly action?: string | undefined;
  readonly subject?: string | undefined;
  readonly actor?: string | undefined;
  readonly person?: string | undefined;
  readonly from?: number | undefined;
  readonly until?: number | undefined;
}

interface FoundEntries {
  readonly entries: AuditEntryView[];
  readonly next: number | null;
}

const actors = alias(users, 'actors');

export async function findEntries(orm: Orm, asked: Asked): Promise<FoundEntries> {
  const { before, action, subject, actor, person, from, until } = asked;
  const by = actor === undefined ? null : await peopleFound(orm, actor);
  const about = person === undefined ? null : await peopleFound(orm, person);
  const rows = await orm
    .select({
      entry: auditLog,
      givenName: actors.givenName,
      familyName: actors.familyName,
    })
    .from(auditLog)
    .leftJoin(actors, eq(actors.id, auditLog.actorId))
    .where(
      and(
        before === undefined ? undefined : lt(auditLog.seq, before),
        // A prefix of dotted words: `account` finds `account.approved`.
        action === undefined ? undefined : like(auditLog.action, `${action.replaceAll(/[%_]/g, '')}%`),
        subject === undefined ? undefined : eq(auditLog.subject, subject),
        by === null
          ? undefined
          : inArray(
              auditLog.actorId,
              by.map(({ id }) => id),
            ),
        about === null ? undefined : concerns(about.map(({ uuid }) => uuid)),
        from === undefined ? undefined : gte(auditLog.at, from),
        until === undefined ? undefined : lt(auditLog.at, until),
      ),
    )
    .orderBy(desc(auditLog.seq))
    .limit(PAGE + 1);
  const page = rows.slice(0, PAGE);
  const read = page.map(({ entry, ...name }) => {
    const detail = JSON.parse(entry.detail) as Record<string, unknown>;
    return { entry, name, detail, person: personIn(detail) };
  });
  const names = await namesOfSubjects(
    orm,
    read.flatMap(({ entry, person: inDetail }) => [entry.subject, inDetail ?? '']),
  );
  return {
    entries: read.map(({ entry, name, detail, person: inDetail }) => {
      const { seq, at, actorId, address, action: done, subject: of } = entry;
      return {
        seq,
        at,
        actor: actorId === null ? null : `${name.givenName ?? ''} ${name.familyName ?? ''}`.trim(),
        address: address === null ? null : shownAddress(address),
        action: done,
        subject: of,
        about: names.get(of) ?? null,
        whom: inDetail === null ? null : (names.get(inDetail) ?? null),
        detail,
      };
    }),
    next: rows.length > PAGE ? (page.at(-1)?.entry.seq ?? null) : null,
  };
}

/** The student whose record it was, or the person who became staff: as a subject that has a name. */
function personIn({ student, user }: Readonly<Record<string, unknown>>): string | null {
  const uuid = student ?? user;
  return typeof uuid === 'string' ? `user:${uuid}` : null;
}

async function peopleFound(orm: Orm, search: string) {
  return orm
    .select({ id: users.id, uuid: users.uuid })
    .from(users)
    .where(matchesPerson(search))
    .orderBy(users.id)
    .limit(MAX_PEOPLE);
}

/** As the subject, or named in the detail (staff that was added, a student who was enrolled). */
function concerns(uuids: readonly string[]): SQL | undefined {
  if (uuids.length === 0) return sql`false`;
  return or(
    inArray(
      auditLog.subject,
      uuids.map((uuid) => `user:${uuid}`),
    ),
    ...uuids.map((uuid) => sql`instr(${auditLog.detail}, ${uuid}) > 0`),
  );
}
