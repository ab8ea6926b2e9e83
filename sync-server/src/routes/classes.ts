/** `/api/classes`: list, create, read, edit, put away and restore; the code to join by. */
import {
  classChange,
  classList,
  classListQuery,
  classView,
  joinCodeChange,
  newClass,
} from '@hazri/sync-protocol/api/classes';
import type { AppDeps } from '../app-deps.ts';
import { acting } from '../audit/acting.ts';
import type { User } from '../auth/accounts.ts';
import type { ClassRecord } from '../catalogue/catalogue.ts';
import { isStaffAt } from '../catalogue/catalogue.ts';
import { changeClass } from '../catalogue/change-class.ts';
import { readDetails } from '../catalogue/class-details.ts';
import { classViews } from '../catalogue/class-views.ts';
import { freshJoinCode, makeClass } from '../catalogue/make-class.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { endpoint } from '../http/endpoint.ts';
import { problem } from '../http/problem.ts';

export function classEndpoints(deps: AppDeps): readonly Endpoint[] {
  const { allowedScopes, catalogue, clock, database } = deps;

  async function viewOf(row: ClassRecord, viewer: User) {
    const [view] = await classViews(deps, [row], viewer);
    if (!view) throw new Error('a class has a view');
    return view;
  }

  async function classesOf(user: User): Promise<readonly ClassRecord[]> {
    if (user.role === 'administrator') return [...catalogue.allClasses()];
    const now = clock.now();
    const mine = (await allowedScopes(user.id, now)).flatMap(({ classId }) => classId ?? []);
    const taught = catalogue.staffRecordsOf(user.id).filter((record) => isStaffAt(record, now));
    const ids = new Set([...mine, ...taught.map(({ classId }) => classId)]);
    return [...ids].flatMap((id) => catalogue.classById(id) ?? []);
  }

  return [
    endpoint({
      method: 'get',
      path: '/classes',
      access: 'user',
      summary: 'The caller’s classes; all of them for administrators',
      query: classListQuery,
      answer: classList,
      handle: async ({ caller, query }) => {
        const rows = (await classesOf(caller.user)).filter(
          ({ archivedAt }) =>
            query.archived === undefined || (archivedAt !== null) === (query.archived === '1'),
        );
        return { classes: await classViews(deps, rows, caller.user) };
      },
    }),
    endpoint({
      method: 'post',
      path: '/classes',
      access: 'teaching',
      summary: 'Make a class: its timetable gives sessions for the term at once',
      refuses: ['fields_refused'],
      body: newClass,
      answer: classView,
      status: 201,
      handle: async (call) => {
        const made = await makeClass(deps, call.caller.user, call.body, acting(deps, call));
        return 'issues' in made ? problem('fields_refused', made) : viewOf(made, call.caller.user);
      },
    }),
    endpoint({
      method: 'get',
      path: '/classes/:classId',
      access: 'class_member',
      summary: 'One class; its code only for staff',
      answer: classView,
      handle: ({ caller, ofClass }) => viewOf(ofClass, caller.user),
    }),
    endpoint({
      method: 'patch',
      path: '/classes/:classId',
      access: 'class_owner',
      summary: 'Edit a class: sessions that nobody has touched follow its timetable',
      refuses: ['class_archived', 'fields_refused'],
      body: classChange,
      answer: classView,
      handle: async (call) => {
        const { body, caller, ofClass } = call;
        if (ofClass.archivedAt !== null) return problem('class_archived');
        const { joinUntil = ofClass.joinUntil, ...fields } = body;
        const { details, issues } = await readDetails(database, fields, ofClass);
        if (issues.length > 0) return problem('fields_refused', { issues });
        const audit = { ...acting(deps, call), action: 'class.changed', detail: { ...body } };
        const row = await changeClass(deps, ofClass.id, () => ({ ...details, joinUntil }), audit);
        return viewOf(row, caller.user);
      },
    }),
    endpoint({
      method: 'delete',
      path: '/classes/:classId',
      access: 'class_owner',
      summary: 'Put a class away: nothing recorded is lost',
      handle: async (call) => {
        const change = ({ archivedAt }: ClassRecord) =>
          archivedAt === null ? { archivedAt: clock.now() } : null;
        await changeClass(deps, call.ofClass.id, change, { ...acting(deps, call), action: 'class.archived' });
        return call.c.body(null, 204);
      },
    }),
    endpoint({
      method: 'post',
      path: '/classes/:classId/restore',
      access: 'class_owner',
      summary: 'Take a class back',
      answer: classView,
      handle: async (call) => {
        const change = ({ archivedAt }: ClassRecord) => (archivedAt === null ? null : { archivedAt: null });
        const audit = { ...acting(deps, call), action: 'class.restored' };
        return viewOf(await changeClass(deps, call.ofClass.id, change, audit), call.caller.user);
      },
    }),
    endpoint({
      method: 'post',
      path: '/classes/:classId/join-code',
      access: 'class_owner',
      summary: 'A new code to join by, which ends the one before; or none',
      refuses: ['class_archived'],
      body: joinCodeChange,
      answer: classView,
      handle: async (call) => {
        const { body, caller, ofClass } = call;
        if (ofClass.archivedAt !== null) return problem('class_archived');
        const audit = { ...acting(deps, call), action: 'class.code_changed', detail: { ...body } };
        const change = () => ({ joinCode: body.open ? freshJoinCode(deps) : null });
        return viewOf(await changeClass(deps, ofClass.id, change, audit), caller.user);
      },
    }),
  ];
}
