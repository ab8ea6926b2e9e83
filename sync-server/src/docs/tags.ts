/** Which chapter of the documentation does a route belong to? */
import type { Endpoint } from '../http/endpoint.ts';

interface Tag {
  readonly name: string;
  readonly description: string;
  /** Of paths; the first tag that has the path wins. */
  readonly paths: RegExp;
}

export const TAGS: readonly Tag[] = [
  {
    name: 'Server',
    description: 'Whether the server is well, and this documentation.',
    paths: /^\/api\/(health|docs|openapi)/,
  },
  {
    name: 'Older system',
    description:
      'Routes for clients of the system before this one: its paths and names of fields. Errors have `success: false` and `error` as well. Scans by them come from no device: they count at once only where received in time and the class doesn’t ask for two frames.',
    paths: /^\/(auth|student|professor)\/|^\/api\/sessions\//,
  },
  {
    name: 'Sync',
    description:
      'How devices state facts and get rows. Everything about attendance goes this way; the format is in packages/sync-protocol.',
    paths: /^\/api\/(sync|live)$/,
  },
  {
    name: 'Administration',
    description: 'People, catalogue, audit and records, for administrators.',
    paths: /^\/api\/admin\//,
  },
  {
    name: 'Classes',
    description: 'Classes with their staff, sessions, rosters and reports.',
    paths: /^\/api\/(classes|catalogue|rates)/,
  },
  {
    name: 'Account',
    description: 'One’s own account, devices and notifications.',
    paths: /^\//,
  },
];

export function tagOf({ path }: Pick<Endpoint, 'path'>): string {
  const found = TAGS.find(({ paths }) => paths.test(path));
  if (!found) throw new Error(`${path} has a chapter`);
  return found.name;
}
