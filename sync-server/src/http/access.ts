/**
 * Who may call a route? Decided before its handler runs, from the caller's account and, for routes below a class or a
 * session, from what the path names. Whoever may not know of it is answered as if it didn't exist.
 */
import { and, eq, isNull } from 'drizzle-orm';
import type { Context } from 'hono';
import type { AppDeps, AppEnv } from '../app-deps.ts';
import type { SignedIn } from '../auth/sign-in.ts';
import type { ClassRecord } from '../catalogue/catalogue.ts';
import { isStaffAt } from '../catalogue/catalogue.ts';
import { sessions } from '../db/class-schema.ts';
import type { SessionRow } from '../sync/rows.ts';
import type { ProblemReason } from './problem.ts';
import { problem } from './problem.ts';

/**
 * - `anyone`: no login needed
 * - `user`: signed in, whatever the role; a professor who waits for approval too
 * - `student`, `professor` (approved), `administrator`: that role
 * - `teaching`: an approved professor, or an administrator
 * - `class_member`: enrolled in the class now, its staff, or an administrator
 * - `class_staff`: professor or assistant of the class now, or an administrator
 * - `class_owner`: professor of the class now, or an administrator
 * - `session_staff`: professor or assistant of the session's class now; they alone may state anything of it (SES4)
 * - `device`: a device's signature, checked by the route itself (sync)
 */
export const ACCESSES = [
  'anyone',
  'user',
  'student',
  'professor',
  'administrator',
  'teaching',
  'class_member',
  'class_staff',
  'class_owner',
  'session_staff',
  'device',
] as const;
export type Access = (typeof ACCESSES)[number];

/** Whom and what a route was called by and for. */
export interface Admitted<Who extends Access> {
  /** null only where nobody has to be signed in. */
  readonly caller: Who extends 'anyone' | 'device' ? SignedIn | null : SignedIn;
  readonly ofClass: Who extends `class_${string}` | 'session_staff' ? ClassRecord : null;
  readonly ofSession: Who extends 'session_staff' ? SessionRow : null;
}

interface Checked {
  readonly caller: SignedIn | null;
  readonly ofClass: ClassRecord | null;
  readonly ofSession: SessionRow | null;
}

export async function admit<Who extends Access>(
  deps: AppDeps,
  access: Who,
  c: Context<AppEnv>,
): Promise<Admitted<Who> | Response> {
  const caller = await deps.accounts.signedIn(c.req.raw.headers);
  const { classId = '', sessionId = '' } = c.req.param();
  const admitted = await check(deps, access, caller, { classId, sessionId });
  // `check` answers null for whatever the access doesn't promise.
  return admitted instanceof Response ? admitted : (admitted as Admitted<Who>);
}

/** Why a request may not get past `admit`. */
export function refusedFor(access: Access): readonly ProblemReason[] {
  switch (access) {
    case 'anyone':
    case 'device':
      return [];
    case 'user':
      return ['login_required'];
    case 'student':
    case 'professor':
    case 'administrator':
    case 'teaching':
      return ['login_required', 'role_forbidden', 'approval_pending'];
    case 'class_member':
    case 'class_staff':
    case 'class_owner':
    case 'session_staff':
      return ['login_required', 'not_found', 'approval_pending'];
  }
}

async function check(
  deps: AppDeps,
  access: Access,
  caller: SignedIn | null,
  named: { readonly classId: string; readonly sessionId: string },
): Promise<Checked | Response> {
  const alone: Checked = { caller, ofClass: null, ofSession: null };
  if (access === 'anyone' || access === 'device') return alone;
  if (!caller) return problem('login_required');
  const { user } = caller;
  switch (access) {
    case 'user':
      return alone;
    case 'student':
    case 'professor':
    case 'administrator':
      if (user.role !== access) return problem('role_forbidden');
      return user.state === 'active' ? alone : problem('approval_pending');
    case 'teaching':
      if (user.role === 'student') return problem('role_forbidden');
      return user.state === 'active' ? alone : problem('approval_pending');
    case 'class_member':
    case 'class_staff':
    case 'class_owner': {
      const ofClass = deps.catalogue.classByUuid(named.classId);
      if (!ofClass || !(await belongs(deps, access, user, ofClass))) return problem('not_found');
      return user.state === 'active' ? { ...alone, ofClass } : problem('approval_pending');
    }
    case 'session_staff': {
      const ofSession = await findSession(deps, named.sessionId);
      const ofClass = ofSession ? deps.catalogue.classById(ofSession.classId) : undefined;
      if (!ofSession || !ofClass || !deps.catalogue.isStaff(ofClass.id, user.id, deps.clock.now()))
        return problem('not_found');
      return user.state === 'active' ? { caller, ofClass, ofSession } : problem('approval_pending');
    }
  }
}

async function belongs(
  { allowedScopes, catalogue, clock }: AppDeps,
  access: 'class_member' | 'class_staff' | 'class_owner',
  user: SignedIn['user'],
  ofClass: ClassRecord,
): Promise<boolean> {
  if (user.role === 'administrator') return true;
  const now = clock.now();
  const staff = catalogue
    .staffOf(ofClass.id)
    .filter((record) => record.userId === user.id && isStaffAt(record, now));
  if (staff.length > 0) return access !== 'class_owner' || staff.some(({ role }) => role === 'professor');
  if (access !== 'class_member') return false;
  return (await allowedScopes(user.id, now)).some(({ classId }) => classId === ofClass.id);
}

async function findSession({ database }: AppDeps, uuid: string): Promise<SessionRow | undefined> {
  const isIt = and(eq(sessions.uuid, uuid), isNull(sessions.removedAt));
  return (await database.orm.select().from(sessions).where(isIt))[0];
}
