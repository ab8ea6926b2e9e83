/** `/api/classes/:classId/alerts`: staff tell students that their attendance is low. */
import { classAlerts } from '@hazri/sync-protocol/api/alerts';
import { alertClass } from '../alerts/alert-class.ts';
import { countAlerts, planAlerts } from '../alerts/plan-alerts.ts';
import type { AppDeps } from '../app-deps.ts';
import { acting } from '../audit/acting.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { endpoint } from '../http/endpoint.ts';
import { problem } from '../http/problem.ts';

/** Staff see the numbers and decide; a rate of the first session is a rate. */
const ANY_SESSION = 1;

export function alertEndpoints(deps: AppDeps): readonly Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/classes/:classId/alerts',
      access: 'class_staff',
      summary: 'How many students are below the line, and how many of them a letter would reach now',
      answer: classAlerts,
      handle: async ({ ofClass }) => countAlerts(await planAlerts(deps, ofClass, ANY_SESSION)),
    }),
    endpoint({
      method: 'post',
      path: '/classes/:classId/alerts',
      access: 'class_staff',
      summary: 'Tell the students below the line, in the app and by mail; nobody twice within six days',
      refuses: ['class_archived'],
      answer: classAlerts,
      handle: async (call) => {
        const { ofClass } = call;
        if (ofClass.archivedAt !== null) return problem('class_archived');
        return alertClass(deps, ofClass, {
          minSessions: ANY_SESSION,
          monday: null,
          audit: acting(deps, call),
        });
      },
    }),
  ];
}
