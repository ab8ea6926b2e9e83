/**
 * What was typed on the page before, or came behind the # of a mailed link. In memory only: a password is never stored,
 * and after a reload it is typed again.
 */
interface TypedBefore {
  readonly email: string;
  readonly password: string;
  readonly code: string;
}

const NOTHING: TypedBefore = { email: '', password: '', code: '' };
let kept: TypedBefore = NOTHING;

export function keepTyped(typed: Partial<TypedBefore>): void {
  kept = { ...NOTHING, ...typed };
}

/** @param hash of the page's address: a mailed link's `#email=…&code=…` */
export function typedBefore(hash: string): TypedBefore {
  const linked = new URLSearchParams(hash.replace(/^#/, ''));
  const email = linked.get('email');
  const code = linked.get('code');
  if (email === null || code === null) return kept;
  return { email, code, password: kept.email === email ? kept.password : '' };
}
