/** Who is doing it, when and from where: what every entry of the audit log begins with. */
import type { Context } from 'hono';
import type { AppDeps, AppEnv } from '../app-deps.ts';
import type { SignedIn } from '../auth/sign-in.ts';
import { clientAddress } from '../http/client-address.ts';
import type { AuditEntry } from './audit-trail.ts';

export function acting(
  { clock, config }: Pick<AppDeps, 'clock' | 'config'>,
  { c, caller }: { readonly c: Context<AppEnv>; readonly caller: SignedIn },
): Pick<AuditEntry, 'at' | 'actorId' | 'address'> {
  const address = clientAddress(c.env, c.req.raw.headers, config.trustedProxies);
  return { at: clock.now(), actorId: caller.user.id, address };
}
