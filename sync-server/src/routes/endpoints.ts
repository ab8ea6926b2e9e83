/** Every route of the product's API, in one table. */
import type { AppDeps } from '../app-deps.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { auditEndpoints } from './audit.ts';
import { authEndpoints } from './auth.ts';
import { deviceEndpoints } from './devices.ts';
import { openApiEndpoints } from './openapi.ts';

export function allEndpoints(deps: AppDeps): readonly Endpoint[] {
  const endpoints = [...auditEndpoints(deps), ...authEndpoints(deps), ...deviceEndpoints(deps)];
  return [...endpoints, ...openApiEndpoints(deps, endpoints)];
}
