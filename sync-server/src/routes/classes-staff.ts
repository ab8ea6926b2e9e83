/** `/api/classes/:classId/staff`: who teaches and helps, now and before. */
import { inArray, eq } from 'drizzle-orm';
import { newStaff, staffChange, staffList } from '@hazri/sync-protocol/api/classes';
import type { AppDeps } from '../app-deps.ts';
import { acting } from '../audit/acting.ts';
import type { User } from '../auth/accounts.ts';
import { asUserId, findUserByEmail } from '../auth/accounts.ts';
import type { ClassRecord } from '../catalogue/catalogue.ts';
import { changeStaff } from '../catalogue/change-staff.ts';
import { users } from '../db/people-schema.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { endpoint } from '../http/endpoint.ts';
import { problem } from '../http/problem.ts';

export function classStaffEndpoints(deps: AppDeps): readonly Endpoint[] {
  const { catalogue, database } = deps;

  async function listOf(ofClass: ClassRecord) {
    const records = catalogue.staffOf(ofClass.id).toSorted((a, b) => a.from - b.from);
    const ids = [...new Set(records.map(({ userId }) => userId))];
    const people = await database.orm.select().from(users).where(inArray(users.id, ids));
    const byId = new Map(people.map((row) => [row.id, row]));
    const staff = records.flatMap(({ userId, role, from, until }) => {
      const person = byId.get(userId);
      if (!person) return [];
      const { uuid, givenName, familyName, email } = person;
      return [{ userId: asUserId(uuid), givenName, familyName, email: email ?? '', role, from, until }];
    });
    return { staff };
  }

  /** Somebody who teaches or taught the class. */
  async function memberOf(ofClass: ClassRecord, uuid: string | undefined): Promise<User | null> {
    const [person] = await database.orm
      .select()
      .from(users)
      .where(eq(users.uuid, uuid ?? ''));
    const isMember = catalogue.staffOf(ofClass.id).some(({ userId }) => userId === person?.id);
    return person && isMember ? person : null;
  }

  return [
    endpoint({
      method: 'get',
      path: '/classes/:classId/staff',
      access: 'class_staff',
      summary: 'Everybody who teaches or taught the class, with from and until',
      answer: staffList,
      handle: ({ ofClass }) => listOf(ofClass),
    }),
    endpoint({
      method: 'post',
      path: '/classes/:classId/staff',
      access: 'class_owner',
      summary: 'Add a professor or an assistant by e-mail',
      refuses: ['class_archived', 'fields_refused'],
      body: newStaff,
      answer: staffList,
      status: 201,
      handle: async (call) => {
        const { body, ofClass } = call;
        const person = await findUserByEmail(database, body.email);
        // Only accounts of professors may state what staff state; whether another address is known isn't told.
        if (person?.role !== 'professor' || person.state !== 'active') {
          return problem('fields_refused', { issues: [{ path: 'email', code: 'unknown' }] });
        }
        const detail = { user: person.uuid, role: body.role };
        const audit = { ...acting(deps, call), action: 'staff.added', detail };
        const done = await changeStaff(deps, ofClass, person.id, body.role, audit);
        return done.ok ? listOf(ofClass) : problem(done.reason);
      },
    }),
    endpoint({
      method: 'patch',
      path: '/classes/:classId/staff/:userId',
      access: 'class_owner',
      summary: 'Give somebody another role from now on',
      refuses: ['last_professor'],
      body: staffChange,
      answer: staffList,
      handle: async (call) => {
        const { body, ofClass, params } = call;
        const person = await memberOf(ofClass, params['userId']);
        if (!person) return problem('not_found');
        const detail = { user: person.uuid, role: body.role };
        const audit = { ...acting(deps, call), action: 'staff.role_changed', detail };
        const done = await changeStaff(deps, ofClass, person.id, body.role, audit);
        return done.ok ? listOf(ofClass) : problem(done.reason);
      },
    }),
    endpoint({
      method: 'delete',
      path: '/classes/:classId/staff/:userId',
      access: 'class_owner',
      summary: 'End somebody’s time in the class',
      refuses: ['last_professor'],
      handle: async (call) => {
        const { c, ofClass, params } = call;
        const person = await memberOf(ofClass, params['userId']);
        if (!person) return problem('not_found');
        const audit = { ...acting(deps, call), action: 'staff.ended', detail: { user: person.uuid } };
        const done = await changeStaff(deps, ofClass, person.id, null, audit);
        return done.ok ? c.body(null, 204) : problem(done.reason);
      },
    }),
  ];
}
