/** Who did it, when and from where, for an audit entry. */
import type { Context } from 'hono';
import type { AppDeps, AppEnv } from '../app-deps.ts';
import type { SignedIn } from '../auth/sign-in.ts';
import { clientAddress } from '../http/client-address.ts';
import type { AuditEntry } from './audit-trail.ts';

export function askedBy(
  { clock, config }: Pick<AppDeps, 'clock' | 'config'>,
  c: Context<AppEnv>,
  caller: SignedIn | null,
): Pick<AuditEntry, 'at' | 'actorId'> & { readonly address: string } {
  return {
    at: clock.now(),
    actorId: caller?.user.id ?? null,
    address: clientAddress(c.env, c.req.raw.headers, config.trustedProxies),
  };
}
