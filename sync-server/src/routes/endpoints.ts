/** Every route of the product's API, in one table. */
import type { AppDeps } from '../app-deps.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { allClassesEndpoints } from './all-classes.ts';
import { alertEndpoints } from './alerts.ts';
import { auditEndpoints } from './audit.ts';
import { authEndpoints } from './auth.ts';
import { catalogueEndpoints } from './catalogue.ts';
import { classJoinEndpoints } from './classes-join.ts';
import { classSessionEndpoints } from './classes-sessions.ts';
import { classStaffEndpoints } from './classes-staff.ts';
import { classEndpoints } from './classes.ts';
import { deviceEndpoints } from './devices.ts';
import { healthEndpoints } from './health.ts';
import { liveEndpoints } from './live.ts';
import { notificationEndpoints } from './notifications.ts';
import { openApiEndpoints } from './openapi.ts';
import { peopleEndpoints } from './people.ts';
import { recordStoryEndpoints } from './record-story.ts';
import { referenceAccountEndpoints } from './reference-accounts.ts';
import { referenceClassEndpoints } from './reference-classes.ts';
import { referenceScanEndpoints } from './reference-scan.ts';
import { referenceSessionEndpoints } from './reference-sessions.ts';
import { registerEndpoints } from './register.ts';
import { reportEndpoints } from './reports.ts';
import { rosterEndpoints } from './roster.ts';
import { rosterImportEndpoints } from './roster-import.ts';
import { serverHealthEndpoints } from './server-health.ts';
import { syncEndpoints } from './sync.ts';

export function allEndpoints(deps: AppDeps): readonly Endpoint[] {
  const endpoints = [
    ...allClassesEndpoints(deps),
    ...alertEndpoints(deps),
    ...auditEndpoints(deps),
    ...authEndpoints(deps),
    ...catalogueEndpoints(deps),
    ...classEndpoints(deps),
    ...classJoinEndpoints(deps),
    ...classSessionEndpoints(deps),
    ...classStaffEndpoints(deps),
    ...deviceEndpoints(deps),
    ...healthEndpoints(deps),
    ...liveEndpoints(deps),
    ...notificationEndpoints(deps),
    ...peopleEndpoints(deps),
    ...recordStoryEndpoints(deps),
    ...referenceAccountEndpoints(deps),
    ...referenceClassEndpoints(deps),
    ...referenceScanEndpoints(deps),
    ...referenceSessionEndpoints(deps),
    ...registerEndpoints(deps),
    ...reportEndpoints(deps),
    // Before the roster, which takes any word in its place for a student's id.
    ...rosterImportEndpoints(deps),
    ...rosterEndpoints(deps),
    ...serverHealthEndpoints(deps),
    ...syncEndpoints(deps),
  ];
  return [...endpoints, ...openApiEndpoints(deps, endpoints)];
}
