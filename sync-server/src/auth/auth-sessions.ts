/**
 * Who does this cookie belong to? The only file that imports lucia (deprecated upstream, small and frozen).
 * What it lacks is here: only the SHA-256 of the token is stored, sessions end 30 days after login without
 * sliding, and its clock is ours.
 */
import { createHash } from 'node:crypto';
import { DrizzleSQLiteAdapter } from '@lucia-auth/adapter-drizzle';
import type { Adapter } from 'lucia';
import { Lucia, TimeSpan } from 'lucia';
import { eq } from 'drizzle-orm';
import { BoundedMap } from '../bounded-map.ts';
import type { Clock, Random } from '../clock.ts';
import type { Database } from '../db/open-database.ts';
import type { Writer } from '../db/writer.ts';
import { authSessions, users } from '../db/people-schema.ts';

export const AUTH_SESSION_DAYS = 30;
const TOKEN_BYTES = 32;
const TOKEN_PATTERN = /^[A-Za-z0-9_-]{43}$/;
const MAX_CACHED_SESSIONS = 20_000;

declare module 'lucia' {
  interface Register {
    Lucia: AuthLucia;
    UserId: number;
    DatabaseSessionAttributes: { loginAt: number };
  }
}
type AuthLucia = Lucia<{ loginAt: number }>;

export interface AuthSession {
  /** SHA-256 of the cookie's token, hex. */
  readonly id: string;
  readonly userId: number;
  readonly loginAt: number;
  readonly expiresAt: number;
}

export interface AuthSessions {
  /** @returns the token for the cookie: it exists nowhere else */
  readonly begin: (userId: number) => Promise<{ readonly token: string; readonly session: AuthSession }>;
  /** The session of a cookie's token; null when unknown, expired or malformed. */
  readonly find: (token: string) => Promise<AuthSession | null>;
  readonly end: (sessionId: string) => Promise<void>;
  readonly endAll: (userId: number) => Promise<void>;
}

interface Deps {
  readonly database: Database;
  readonly writer: Writer;
  readonly clock: Clock;
  readonly random: Random;
}

export function makeAuthSessions({ database, writer, clock, random }: Deps): AuthSessions {
  const table = new DrizzleSQLiteAdapter(database.orm, authSessions, users);
  const lucia: AuthLucia = new Lucia(adaptedTo(table, clock), {
    sessionExpiresIn: new TimeSpan(AUTH_SESSION_DAYS, 'd'),
    getSessionAttributes: ({ loginAt }) => ({ loginAt }),
  });
  const cache = new BoundedMap<string, AuthSession>(MAX_CACHED_SESSIONS);
  /** Counts endings, so that a session read before one isn't cached after it. */
  let endings = 0;

  async function load(id: string): Promise<AuthSession | null> {
    const { session } = await lucia.validateSession(id);
    if (session === null) return null;
    return {
      id,
      userId: session.userId,
      loginAt: session.loginAt,
      expiresAt: ourTime(session.expiresAt, clock),
    };
  }

  return {
    begin: async (userId) => {
      const token = Buffer.from(random(TOKEN_BYTES)).toString('base64url');
      const id = hashToken(token);
      const loginAt = clock.now();
      const created = await writer.run(() => lucia.createSession(userId, { loginAt }, { sessionId: id }));
      return { token, session: { id, userId, loginAt, expiresAt: ourTime(created.expiresAt, clock) } };
    },
    find: async (token) => {
      if (!TOKEN_PATTERN.test(token)) return null;
      const id = hashToken(token);
      const before = endings;
      const session = cache.get(id) ?? (await load(id));
      if (session === null || session.expiresAt <= clock.now()) return null;
      if (before === endings) cache.set(id, session);
      return session;
    },
    end: async (sessionId) => {
      await writer.run(() => lucia.invalidateSession(sessionId));
      endings += 1;
      cache.delete(sessionId);
    },
    endAll: async (userId) => {
      await writer.run(async () => {
        const ended = await database.orm.select().from(authSessions).where(eq(authSessions.userId, userId));
        await lucia.invalidateUserSessions(userId);
        endings += 1;
        for (const { id } of ended) cache.delete(id);
      });
    },
  };
}

function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/**
 * Lucia compares with the system's clock and slides sessions forward. Seen through this adapter a session's end
 * is as far from the system's now as its stored end is from ours, and is never moved. An expired one isn't
 * deleted while reading: every write belongs to the writer.
 */
function adaptedTo(table: DrizzleSQLiteAdapter, clock: Clock): Adapter {
  const shift = (time: Date, byMs: number) => new Date(time.getTime() + byMs);
  return {
    getSessionAndUser: async (id) => {
      const [session, user] = await table.getSessionAndUser(id);
      if (session === null) return [null, null];
      const expiresAt = shift(session.expiresAt, Date.now() - clock.now());
      return expiresAt.getTime() > Date.now() ? [{ ...session, expiresAt }, user] : [null, null];
    },
    getUserSessions: (userId) => table.getUserSessions(userId),
    setSession: (session) =>
      table.setSession({ ...session, expiresAt: shift(session.expiresAt, clock.now() - Date.now()) }),
    updateSessionExpiration: () => Promise.resolve(),
    deleteSession: (id) => table.deleteSession(id),
    deleteUserSessions: (userId) => table.deleteUserSessions(userId),
    deleteExpiredSessions: () => Promise.resolve(),
  };
}

function ourTime(lucias: Date, clock: Clock): number {
  return lucias.getTime() + clock.now() - Date.now();
}
