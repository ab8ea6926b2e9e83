/** What classes and their calendars owe to an entry of the catalogue that changed. */
import type { InStatement } from '@libsql/client';
import type { AppDeps } from '../app-deps.ts';
import type { courses, holidays, terms } from '../db/office-schema.ts';
import { classes } from '../db/class-schema.ts';
import { upsertRows } from '../db/upsert-rows.ts';
import type { WriteTurn } from '../db/writer.ts';
import type { PokeTarget } from '../sync/poke-hub.ts';
import { classScope } from '../sync/poke-hub.ts';
import type { ClassRecord } from './catalogue.ts';
import type { DaySpan } from './generate-sessions.ts';
import type { Office } from './replan.ts';
import { concerns, readOffice, replan } from './replan.ts';

type Deps = Pick<AppDeps, 'catalogue' | 'clock' | 'database' | 'random'>;

interface Followed {
  readonly statements: readonly InStatement[];
  readonly scopes: ReadonlySet<PokeTarget>;
}
const NOTHING: Followed = { statements: [], scopes: new Set() };

/** Classes carry the code and title of their course. */
export function followCourse(
  { catalogue }: Deps,
  turn: WriteTurn,
  course: typeof courses.$inferSelect | null,
): Promise<Followed> {
  if (!course) return Promise.resolve(NOTHING);
  const renamed = [...catalogue.allClasses()]
    .filter(({ courseId }) => courseId === course.id)
    .map((row) => ({ ...row, course: course.code, title: course.title }));
  return Promise.resolve(
    written(
      turn,
      renamed.filter((row) => differs(catalogue, row)),
    ),
  );
}

/** Classes carry the name of their term, and meet on its days. */
export async function followTerm(
  deps: Deps,
  turn: WriteTurn,
  term: typeof terms.$inferSelect | null,
): Promise<Followed> {
  if (!term) return NOTHING;
  const known = await readOffice(deps);
  const office = { ...known, termsById: new Map(known.termsById).set(term.id, term) };
  const members = [...deps.catalogue.allClasses()]
    .filter(({ termId }) => termId === term.id)
    .map((row) => ({ ...row, term: term.name }));
  const renamed = written(
    turn,
    members.filter((row) => differs(deps.catalogue, row)),
  );
  return both(renamed, await replanAll(deps, turn, members, office));
}

/** The days from its first to its last, as it was and as it is, are planned anew. */
export async function followHoliday(
  deps: Deps,
  turn: WriteTurn,
  before: typeof holidays.$inferSelect | null,
  after: typeof holidays.$inferSelect | null,
): Promise<Followed> {
  const known = await readOffice(deps);
  const others = known.holidays.filter(({ id }) => id !== (before ?? after)?.id);
  const office: Office = { ...known, holidays: after ? [...others, after] : others };
  const [first = null, last = first] = [before, after].filter((row) => row !== null);
  if (!first || !last) return NOTHING;
  const days: DaySpan = {
    startsOn: first.startsOn < last.startsOn ? first.startsOn : last.startsOn,
    endsOn: first.endsOn > last.endsOn ? first.endsOn : last.endsOn,
  };
  const concerned = [...deps.catalogue.allClasses()].filter((row) => concerns(office, row, days));
  return replanAll(deps, turn, concerned, office, days);
}

async function replanAll(
  deps: Deps,
  turn: WriteTurn,
  members: readonly ClassRecord[],
  office: Office,
  days?: DaySpan,
): Promise<Followed> {
  const statements: InStatement[] = [];
  const scopes = new Set<PokeTarget>();
  for (const ofClass of members) {
    const planned = await replan(deps, turn, ofClass, office, days ? { days } : {});
    statements.push(...planned.statements);
    if (planned.changed) scopes.add(classScope(ofClass.uuid));
  }
  return { statements, scopes };
}

function differs({ classById }: Deps['catalogue'], { id, course, title, term }: ClassRecord): boolean {
  const known = classById(id);
  return known?.course !== course || known.title !== title || known.term !== term;
}

function written(turn: WriteTurn, rows: readonly ClassRecord[]): Followed {
  if (rows.length === 0) return NOTHING;
  return {
    statements: [
      upsertRows(
        classes,
        rows.map((row) => ({ ...row, rev: turn.nextRev() })),
      ),
    ],
    scopes: new Set(rows.map(({ uuid }) => classScope(uuid))),
  };
}

function both(a: Followed, b: Followed): Followed {
  return { statements: [...a.statements, ...b.statements], scopes: new Set([...a.scopes, ...b.scopes]) };
}
