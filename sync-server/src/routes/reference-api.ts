/** `GET /api/sessions/:id/qr` and `/attendance`: a session's code and list for clients of the older system. Staff only. */
import { eq } from 'drizzle-orm';
import { Hono } from 'hono';
import {
  codeLink,
  dayOfStep,
  encodeToken,
  frameAt,
  referenceJsonMessage,
  stepStartAt,
  tokenMessage,
} from '@hazri/domain';
import type { App, AppDeps, AppEnv } from '../app-deps.ts';
import { attendance, codesShown, sessions, users } from '../db/schema.ts';
import { upsertRows } from '../db/upsert-rows.ts';
import { problem } from '../http/problem.ts';
import { parseRef } from '../sync/session-state.ts';

const NONCE_BYTES = 4;
type SessionRecord = typeof sessions.$inferSelect;

export function referenceRoutes(deps: AppDeps): App {
  const { accounts, catalogue, clock, config, database, issuerKids, keys, random, writer } = deps;
  const { orm } = database;

  /** The session for staff of its class; anyone else isn't told that it exists. */
  async function staffSession(headers: Headers, uuid: string): Promise<SessionRecord | Response> {
    const signedIn = await accounts.signedIn(headers);
    if (!signedIn) return problem('login_required');
    const [row] = await orm.select().from(sessions).where(eq(sessions.uuid, uuid));
    if (!row || !catalogue.isStaff(row.classId, signedIn.user.id, clock.now())) return problem('not_found');
    return signedIn.user.state === 'active' ? row : problem('approval_pending');
  }

  /** The nonce of the server's own screen for the step: stated (stored) before it is ever shown. */
  async function nonceFor(sessionId: number, kid: number, stepStart: number): Promise<string> {
    return writer.run(async (turn) => {
      const stated = await orm.select().from(codesShown).where(eq(codesShown.sessionId, sessionId));
      const known = stated.find((row) => row.kid === kid && row.stepStart === stepStart);
      if (known) return known.nonce;
      const nonce = Buffer.from(random(NONCE_BYTES)).toString('hex');
      await turn.commit([upsertRows(codesShown, [{ sessionId, kid, stepStart, nonce }])]);
      return nonce;
    });
  }

  return new Hono<AppEnv>()
    .get('/sessions/:id/qr', async (c) => {
      const row = await staffSession(c.req.raw.headers, c.req.param('id'));
      if (row instanceof Response) return row;
      if (row.status !== 'active') return problem('session_not_active');
      const { kid } = await issuerKids.serverKid();
      const now = clock.now();
      const { policy } = row;
      const stepStart = stepStartAt(now, policy.rotationMs);
      const nonce = await nonceFor(row.id, kid, stepStart);
      const ref = parseRef(row.ref);
      const fields = { kid, ref, stepStart, frame: frameAt(now, stepStart, policy), nonce };
      const day = dayOfStep(stepStart);
      const token = encodeToken(fields, keys.sessionMac(kid, day, ref, tokenMessage(fields)));
      const stated = {
        sessionId: row.uuid,
        timestamp: stepStart * 1_000,
        nonce,
        expiresAt: stepStart * 1_000 + policy.expiryMs,
      };
      const signature = Buffer.from(keys.sessionMac(kid, day, ref, referenceJsonMessage(stated))).toString(
        'hex',
      );
      const origin = config.origin ?? `http://${c.req.header('host') ?? 'localhost'}`;
      const { sessionId, timestamp, expiresAt } = stated;
      return c.json({
        sessionId,
        timestamp,
        nonce,
        signature,
        expiresAt,
        token,
        link: codeLink(origin, token),
      });
    })
    .get('/sessions/:id/attendance', async (c) => {
      const row = await staffSession(c.req.raw.headers, c.req.param('id'));
      if (row instanceof Response) return row;
      const records = await orm
        .select()
        .from(attendance)
        .innerJoin(users, eq(users.id, attendance.studentId))
        .where(eq(attendance.sessionId, row.id));
      return c.json({
        sessionId: row.uuid,
        status: row.status,
        attendance: records.map(({ attendance: record, users: student }) => ({
          studentId: student.uuid,
          studentNo: student.studentNo,
          name: `${student.givenName} ${student.familyName}`.trim(),
          status: record.status,
          minutesLate: record.minutesLate,
          markedAt: record.at,
          source: record.source,
        })),
      });
    });
}
