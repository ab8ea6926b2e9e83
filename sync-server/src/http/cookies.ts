/** The login cookie: how it is named, read and written. Reading never throws, whatever a client sends. */

const MAX_COOKIE_HEADER = 8_192;
const PLAIN_NAME = 'hazri';

export interface LoginCookie {
  readonly read: (header: string | undefined) => string | null;
  readonly write: (token: string, maxAgeSeconds: number) => string;
  readonly clear: () => string;
}

/** @param secure whether the origin is https: `__Host-` needs it; plain http is for loopback only */
export function makeLoginCookie(secure: boolean): LoginCookie {
  const name = secure ? `__Host-${PLAIN_NAME}` : PLAIN_NAME;
  const attributes = `Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
  return {
    read: (header) => readCookie(header, name),
    write: (token, maxAgeSeconds) => `${name}=${token}; Max-Age=${maxAgeSeconds}; ${attributes}`,
    clear: () => `${name}=; Max-Age=0; ${attributes}`,
  };
}

function readCookie(header: string | undefined, name: string): string | null {
  if (header === undefined || header.length > MAX_COOKIE_HEADER) return null;
  for (const part of header.split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return null;
}
