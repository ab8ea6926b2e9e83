/** `/api/classes/:classId/enrolments`: the roster in pages, one person added or ended, with history. */
import {
  endRequest,
  enrolled as enrolledAnswer,
  enrolmentHistory,
  enrolRequest,
  rosterPage,
  rosterQuery,
} from '@hazri/sync-protocol/api/roster';
import type { AppDeps } from '../app-deps.ts';
import { asUserId } from '../auth/accounts.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { endpoint } from '../http/endpoint.ts';
import { problem } from '../http/problem.ts';
import { enrolPeople } from '../roster/enrol-people.ts';
import type { RosterPosition } from '../roster/list-roster.ts';
import { listRoster, readEnrolment, readHistory } from '../roster/list-roster.ts';
import { readPerson } from '../roster/read-people.ts';
import { cellText } from '../roster/reading/table.ts';
import { endOnRoster } from '../roster/state-enrolments.ts';

const PAGE = 100;

export function rosterEndpoints(deps: AppDeps): readonly Endpoint[] {
  const { clock, config, database } = deps;

  async function answerFor(classId: number, studentUuid: string) {
    const found = await readEnrolment(database, classId, studentUuid);
    if (!found) return problem('not_found');
    const { uuid, givenName, familyName, studentNo } = found.student;
    const { from, until } = found.enrolment;
    return { studentId: asUserId(uuid), givenName, familyName, studentNo, from, until };
  }

  return [
    endpoint({
      method: 'get',
      path: '/classes/:classId/enrolments',
      access: 'class_staff',
      summary: 'The roster, in the order of names',
      refuses: ['query_malformed'],
      query: rosterQuery,
      answer: rosterPage,
      handle: async ({ ofClass, query }) => {
        const after = query.after === undefined ? null : readPosition(query.after);
        if (query.after !== undefined && after === null)
          return problem('query_malformed', { issues: [{ path: 'after', code: 'custom' }] });
        const { entries, total, next } = await listRoster(database, {
          classId: ofClass.id,
          now: clock.now(),
          search: (query.search ?? '').trim(),
          ended: query.ended !== undefined,
          unclaimed: query.unclaimed !== undefined,
          after,
          limit: query.limit ?? PAGE,
        });
        return { entries: [...entries], total, next: next === null ? null : writePosition(next) };
      },
    }),
    endpoint({
      method: 'post',
      path: '/classes/:classId/enrolments',
      access: 'class_staff',
      summary: 'Puts one person on the roster, by e-mail or student number',
      refuses: ['person_unfit'],
      body: enrolRequest,
      answer: enrolledAnswer,
      handle: async ({ body, caller: { user }, ofClass }) => {
        const written = {
          line: 1,
          email: cellText(body.email ?? ''),
          studentNo: cellText(body.studentNo ?? ''),
          givenName: cellText(body.givenName ?? ''),
          familyName: cellText(body.familyName ?? ''),
        };
        const enrolling = { author: user, ofClass, from: body.from ?? clock.now(), draw: null };
        const person = readPerson(written, config.allowedEmailDomain);
        const [row] = await enrolPeople(deps, enrolling, [person]);
        if (row?.checked.verdict === 'refused') {
          const issues = row.checked.issues.map(({ field, code }) => ({ path: field ?? '', code }));
          return problem('person_unfit', { issues });
        }
        return answerFor(ofClass.id, row?.student?.uuid ?? '');
      },
    }),
    endpoint({
      method: 'get',
      path: '/classes/:classId/enrolments/:studentId',
      access: 'class_staff',
      summary: 'What was stated of one enrolment, newest first',
      answer: enrolmentHistory,
      handle: async ({ ofClass, params }) =>
        (await readHistory(database, ofClass.id, params['studentId'] ?? '')) ?? problem('not_found'),
    }),
    endpoint({
      method: 'post',
      path: '/classes/:classId/enrolments/:studentId/end',
      access: 'class_staff',
      summary: 'Takes one person off the roster, from a date on',
      refuses: ['not_found', 'person_unfit', 'not_staff'],
      body: endRequest,
      answer: enrolledAnswer,
      handle: async ({ body, caller: { user }, ofClass, params }) => {
        const found = await readEnrolment(database, ofClass.id, params['studentId'] ?? '');
        if (!found) return problem('not_found');
        const until = body.until ?? clock.now();
        if (until < found.enrolment.from)
          return problem('person_unfit', { issues: [{ path: 'until', code: 'before_beginning' }] });
        const { uuid } = found.student;
        const refused = await endOnRoster(deps, user, ofClass, uuid, until);
        return refused === null ? answerFor(ofClass.id, uuid) : problem('not_staff', { detail: refused });
      },
    }),
  ];
}

/** A position travels as base64url of its JSON; what was made up is no position. */
function writePosition(position: RosterPosition): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

function readPosition(text: string): RosterPosition | null {
  try {
    const read: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (!Array.isArray(read) || read.length !== 3) return null;
    const [givenName, familyName, id] = read as readonly unknown[];
    const right = typeof givenName === 'string' && typeof familyName === 'string' && Number.isSafeInteger(id);
    return right ? [givenName, familyName, Number(id)] : null;
  } catch {
    return null;
  }
}
