/** Headers on every answer. Hono's own middleware costs ten times as much. */
import type { MiddlewareHandler } from 'hono';

const FIXED: readonly (readonly [string, string])[] = [
  ['x-content-type-options', 'nosniff'],
  ['referrer-policy', 'no-referrer'],
  ['permissions-policy', 'camera=(self)'],
  ['cross-origin-opener-policy', 'same-origin'],
  ['cross-origin-resource-policy', 'same-origin'],
];
/** The page's own meta tag has the rest of the policy (script hashes); this directive works only as a header. */
const FRAMES = "frame-ancestors 'none'";
const API_POLICY = `default-src 'none'; ${FRAMES}`;
const HSTS = 'max-age=63072000; includeSubDomains';

export function securityHeaders(tls: boolean): MiddlewareHandler {
  return async (c, next) => {
    await next();
    const { headers } = c.res;
    for (const [name, value] of FIXED) headers.set(name, value);
    const isApi = c.req.path.startsWith('/api/');
    // The documentation has a page of its own there, and says its own policy.
    if (!headers.has('content-security-policy'))
      headers.set('content-security-policy', isApi ? API_POLICY : FRAMES);
    if (isApi && !headers.has('cache-control')) headers.set('cache-control', 'no-store');
    if (tls) headers.set('strict-transport-security', HSTS);
  };
}
