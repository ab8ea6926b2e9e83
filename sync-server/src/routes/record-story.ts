/** `/api/admin/records`: what happened to this record? */
import { recordStory } from '@hazri/sync-protocol/api/record-story';
import type { AppDeps } from '../app-deps.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { endpoint } from '../http/endpoint.ts';
import { problem } from '../http/problem.ts';
import { readRecordStory } from '../reports/record-story.ts';

export function recordStoryEndpoints({ catalogue, database: { orm } }: AppDeps): readonly Endpoint[] {
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
  ];
}
