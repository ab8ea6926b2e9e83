/** A class as somebody asks for it over REST: its fields checked, its professor found, its code drawn. */
import type { NewClass } from '@hazri/sync-protocol/api/classes';
import type { AppDeps } from '../app-deps.ts';
import type { AuditEntry } from '../audit/audit-trail.ts';
import type { User } from '../auth/accounts.ts';
import { findUserByEmail } from '../auth/accounts.ts';
import type { Issue } from '../http/problem.ts';
import { meOf } from '../sync/poke-hub.ts';
import type { ClassRecord } from './catalogue.ts';
import { readDetails } from './class-details.ts';
import { createClass, DEFAULT_TIME_ZONE } from './create-class.ts';
import { makeJoinCode } from './join-code.ts';

type Deps = Pick<AppDeps, 'catalogue' | 'clock' | 'config' | 'database' | 'pokes' | 'random' | 'writer'>;

/** @param audit who makes it, when and from where */
export async function makeClass(
  deps: Deps,
  maker: User,
  wanted: NewClass,
  audit: Pick<AuditEntry, 'at' | 'actorId' | 'address'>,
): Promise<ClassRecord | { readonly issues: readonly Issue[] }> {
  const { config, database, pokes } = deps;
  const { professorEmail, ...fields } = wanted;
  const professor = await professorFor(database, maker, professorEmail);
  const { details, issues } = await readDetails(database, fields, { ...EMPTY, policy: config.policy });
  const faults = professor ? issues : [...issues, { path: 'professorEmail', code: 'unknown' }];
  if (!professor || faults.length > 0) return { issues: faults };
  const row = await createClass(
    deps,
    { ...details, professorId: professor.id, joinCode: freshJoinCode(deps) },
    { ...audit, action: 'class.made', detail: { ...wanted } },
  );
  pokes.publish(new Set([meOf(professor.id)]));
  return row;
}

const EMPTY = {
  courseId: null,
  course: '',
  title: '',
  section: 'A',
  termId: null,
  term: '',
  departmentId: null,
  room: '',
  capacity: null,
  timeZone: DEFAULT_TIME_ZONE,
  lowPercent: null,
  timetable: [],
} as const;

/** The professor of a class that is made: an administrator names one, a professor is it. */
async function professorFor(
  database: Deps['database'],
  maker: User,
  email: string | undefined,
): Promise<User | null> {
  if (maker.role === 'professor') return email === undefined ? maker : null;
  const found = email === undefined ? null : await findUserByEmail(database, email);
  return found?.role === 'professor' && found.state === 'active' ? found : null;
}

export function freshJoinCode(deps: Pick<Deps, 'catalogue' | 'random'>): string {
  const code = makeJoinCode(deps.random);
  return deps.catalogue.classByJoinCode(code) ? freshJoinCode(deps) : code;
}
