/** Which facts say something of which class? One walk over all of them, so that each class is worked out from its own. */
import { gt } from 'drizzle-orm';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Orm } from '../db/open-database.ts';
import { sessions } from '../db/class-schema.ts';
import { facts } from '../db/fact-schema.ts';
import { storedFact } from '../sync/received-fact.ts';

const ROWS_AT_A_TIME = 2_000;

export interface ClassFacts {
  /** `seq` of marks, headcounts and lists of shown codes. */
  readonly ofSessions: number[];
  /** Subjects of enrolments. */
  readonly enrolments: Set<string>;
  /** Subjects of excuses and appeals. */
  readonly requests: Set<string>;
}

/** @returns facts that were accepted, by class id */
export async function factsByClass(orm: Orm, catalogue: Catalogue): Promise<ReadonlyMap<number, ClassFacts>> {
  const known = await orm.select({ uuid: sessions.uuid, classId: sessions.classId }).from(sessions);
  const classBySession = new Map(known.map(({ uuid, classId }) => [uuid, classId]));
  const found = new Map<number, ClassFacts>();
  const of = (classId: number | undefined): ClassFacts => {
    const held = found.get(classId ?? 0) ?? { ofSessions: [], enrolments: new Set(), requests: new Set() };
    found.set(classId ?? 0, held);
    return held;
  };
  for (let after = 0; ;) {
    const rows = await orm
      .select()
      .from(facts)
      .where(gt(facts.seq, after))
      .orderBy(facts.seq)
      .limit(ROWS_AT_A_TIME);
    for (const row of rows) {
      if (row.outcome !== 'accepted') continue;
      const fact = storedFact(row);
      switch (fact.kind) {
        case 'mark':
        case 'headcount':
        case 'codes.shown':
          of(classBySession.get(fact.body.sessionId)).ofSessions.push(row.seq);
          break;
        case 'enrolment.added':
        case 'enrolment.ended':
          // Of the person as merged by now, which the subject names.
          if (row.subject !== null) of(classIdIn(row.subject)).enrolments.add(row.subject);
          break;
        case 'excuse':
          if (row.subject !== null)
            of(catalogue.classByUuid(fact.body.classId)?.id).requests.add(row.subject);
          break;
        case 'appeal':
          if (row.subject !== null) of(classBySession.get(fact.body.sessionId)).requests.add(row.subject);
          break;
        default:
          break;
      }
    }
    after = rows.at(-1)?.seq ?? after;
    if (rows.length < ROWS_AT_A_TIME) return found;
  }
}

/** `enrolment:<class>:<student>` */
export function pairIn(subject: string): readonly [classId: number, studentId: number] {
  const [, classId = '0', studentId = '0'] = subject.split(':');
  return [Number(classId), Number(studentId)];
}

function classIdIn(subject: string): number {
  return pairIn(subject)[0];
}
