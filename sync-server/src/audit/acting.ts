/** Who is doing it, when and from where: what every entry of the audit log begins with. */
import type { Context } from 'hono';
import type { AppDeps, AppEnv } from '../app-deps.ts';
import type { SignedIn } from '../auth/sign-in.ts';
import { askedBy } from './asked-by.ts';

/** @param call an endpoint's, of somebody signed in */
export function acting(
  deps: Pick<AppDeps, 'clock' | 'config'>,
  { c, caller }: { readonly c: Context<AppEnv>; readonly caller: SignedIn },
): ReturnType<typeof askedBy> {
  return askedBy(deps, c, caller);
}
