/** Every route of the product's API, in one table. */
import type { AppDeps } from '../app-deps.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { auditEndpoints } from './audit.ts';
import { authEndpoints } from './auth.ts';
import { catalogueEndpoints } from './catalogue.ts';
import { classJoinEndpoints } from './classes-join.ts';
import { classSessionEndpoints } from './classes-sessions.ts';
import { classStaffEndpoints } from './classes-staff.ts';
import { classEndpoints } from './classes.ts';
import { deviceEndpoints } from './devices.ts';
import { notificationEndpoints } from './notifications.ts';
import { openApiEndpoints } from './openapi.ts';
import { peopleEndpoints } from './people.ts';
import { registerEndpoints } from './register.ts';
import { reportEndpoints } from './reports.ts';
import { rosterEndpoints } from './roster.ts';
import { rosterImportEndpoints } from './roster-import.ts';

export function allEndpoints(deps: AppDeps): readonly Endpoint[] {
  const endpoints = [
    ...auditEndpoints(deps),
    ...authEndpoints(deps),
    ...catalogueEndpoints(deps),
    ...classEndpoints(deps),
    ...classJoinEndpoints(deps),
    ...classSessionEndpoints(deps),
    ...classStaffEndpoints(deps),
    ...deviceEndpoints(deps),
    ...notificationEndpoints(deps),
    ...peopleEndpoints(deps),
    ...registerEndpoints(deps),
    ...reportEndpoints(deps),
    // Before the roster, which takes any word in its place for a student's id.
    ...rosterImportEndpoints(deps),
    ...rosterEndpoints(deps),
  ];
  return [...endpoints, ...openApiEndpoints(deps, endpoints)];
}
