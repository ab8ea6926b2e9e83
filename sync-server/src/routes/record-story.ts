/** `/api/admin/records` and `/api/sessions/:sessionId/records`: what happened to this record? */
import { and, eq } from 'drizzle-orm';
import { recordStory } from '@hazri/sync-protocol/api/record-story';
import type { AppDeps } from '../app-deps.ts';
import { enrolments } from '../db/class-schema.ts';
import { users } from '../db/people-schema.ts';
import { scans } from '../db/record-schema.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { endpoint } from '../http/endpoint.ts';
import { problem } from '../http/problem.ts';
import { readRecordStory } from '../reports/record-story.ts';
import type { SessionRow } from '../sync/rows.ts';

export function recordStoryEndpoints({ catalogue, database: { orm } }: AppDeps): readonly Endpoint[] {
  /** On its roster, whenever, or seen in it: of anybody else the class's staff know nothing. */
  async function isOfClass({ id, classId }: SessionRow, studentUuid: string): Promise<boolean> {
    const [student] = await orm.select({ id: users.id }).from(users).where(eq(users.uuid, studentUuid));
    if (!student) return false;
    const enrolled = and(eq(enrolments.classId, classId), eq(enrolments.studentId, student.id));
    const seen = and(eq(scans.sessionId, id), eq(scans.studentId, student.id));
    return (await orm.$count(enrolments, enrolled)) + (await orm.$count(scans, seen)) > 0;
  }

  return [
    endpoint({
      method: 'get',
      path: '/admin/records/:sessionId/:studentId',
      access: 'administrator',
      summary: 'Everything that was stated about one student in one session, and what became of it',
      refuses: ['not_found'],
      answer: recordStory,
      handle: async ({ params }) => {
        const { sessionId = '', studentId = '' } = params;
        return (await readRecordStory({ orm, catalogue }, sessionId, studentId)) ?? problem('not_found');
      },
    }),
    endpoint({
      method: 'get',
      path: '/sessions/:sessionId/records/:studentId',
      access: 'session_staff',
      summary: 'The same for staff of the class, of its own students; without addresses',
      answer: recordStory,
      handle: async ({ ofSession, params }) => {
        const { studentId = '' } = params;
        const story = (await isOfClass(ofSession, studentId))
          ? await readRecordStory({ orm, catalogue }, ofSession.uuid, studentId)
          : null;
        if (story === null) return problem('not_found');
        return { ...story, events: story.events.map((event) => ({ ...event, address: null })) };
      },
    }),
  ];
}
