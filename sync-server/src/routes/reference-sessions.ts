/** Sessions over the routes of the older system: started, completed and cancelled by fact, shown by the server's own screen. */
import { eq } from 'drizzle-orm';
import type { FactBodies } from '@hazri/domain';
import { mayOpen } from '@hazri/domain';
import {
  referenceActivated,
  referenceAttendance,
  referenceCancel,
  referenceCode,
  referenceDone,
} from '@hazri/sync-protocol/api/reference';
import type { Context } from 'hono';
import type { AppDeps, AppEnv } from '../app-deps.ts';
import { askedBy } from '../audit/asked-by.ts';
import type { SignedIn } from '../auth/sign-in.ts';
import type { ClassRecord } from '../catalogue/catalogue.ts';
import { enrolledCounts } from '../catalogue/class-views.ts';
import { sessions } from '../db/class-schema.ts';
import { users } from '../db/people-schema.ts';
import { attendance } from '../db/record-schema.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { endpoint } from '../http/endpoint.ts';
import { forReference, SUCCESS } from '../http/for-reference.ts';
import { problem } from '../http/problem.ts';
import type { ServerCode } from '../keys/server-screen.ts';
import { serverCode } from '../keys/server-screen.ts';
import { asClassId, asSessionId } from '../sync/session-state.ts';
import { stateFacts } from '../sync/state-facts.ts';
import type { SessionRow } from '../sync/rows.ts';

type Lifecycle = 'session.opened' | 'session.reopened' | 'session.completed' | 'session.cancelled';

export function referenceSessionEndpoints(deps: AppDeps): readonly Endpoint[] {
  const { clock, config, database, issuerKids } = deps;
  const { orm } = database;

  function codeOf(c: Context<AppEnv>, row: SessionRow): Promise<ServerCode> {
    return serverCode(deps, row, config.origin ?? `http://${c.req.header('host') ?? 'localhost'}`);
  }

  /** @returns why not, or null */
  async function move<Kind extends Lifecycle>(
    { c, caller }: { readonly c: Context<AppEnv>; readonly caller: SignedIn },
    row: SessionRow,
    kind: Kind,
    body: FactBodies[Kind],
  ): Promise<Response | null> {
    const { address } = askedBy(deps, c, caller);
    const after = row.lifecycle?.stamp;
    const told = { address, ...(after === undefined ? {} : { after }) };
    const [result] = await stateFacts(deps, caller.user, kind, [body], told);
    return result?.outcome === 'accepted' ? null : problem('fact_refused', { detail: result?.reason ?? '' });
  }

  /** Lateness is counted as on a device: from the planned time, or from now where that has passed. */
  async function opening(ofClass: ClassRecord, row: SessionRow): Promise<FactBodies['session.opened']> {
    const now = clock.now();
    const planned = row.plannedStartsAt;
    return {
      sessionId: asSessionId(row.uuid),
      classId: asClassId(ofClass.uuid),
      startsAt: planned !== null && mayOpen(planned, now) ? Math.max(planned, now) : now,
      kid: (await issuerKids.serverKid()).kid,
      room: row.room ?? ofClass.room,
      ...(row.title === null ? {} : { title: row.title }),
      clockOffsetMs: 0,
      policy: ofClass.policy,
    };
  }

  const moved = (row: SessionRow) => ({
    sessionId: asSessionId(row.uuid),
    at: clock.now(),
    clockOffsetMs: 0,
  });

  return [
    endpoint({
      method: 'post',
      under: '',
      path: '/professor/sessions/:sessionId/activate',
      access: 'session_staff',
      summary: 'Start a session, or take one up again; answers with its code',
      refuses: ['fact_refused'],
      answer: referenceActivated,
      handle: async ({ c, caller, ofClass, ofSession }) => {
        if (ofSession.status !== 'active') {
          const isNew = ofSession.openedAt === null;
          const refusal = isNew
            ? await move({ c, caller }, ofSession, 'session.opened', await opening(ofClass, ofSession))
            : await move({ c, caller }, ofSession, 'session.reopened', moved(ofSession));
          if (refusal) return refusal;
        }
        const [row = ofSession] = await orm.select().from(sessions).where(eq(sessions.id, ofSession.id));
        const { signed, ...code } = shownAs(await codeOf(c, row));
        return { ...code, session_id: signed.sessionId };
      },
    }),
    endpoint({
      method: 'post',
      under: '',
      path: '/professor/sessions/:sessionId/complete',
      access: 'session_staff',
      summary: 'Complete a session: whoever is on its roster and has no status is absent',
      refuses: ['session_not_active', 'fact_refused'],
      answer: referenceDone,
      handle: async ({ c, caller, ofSession }) => {
        if (ofSession.status !== 'completed') {
          if (ofSession.status !== 'active') return problem('session_not_active');
          const refusal = await move({ c, caller }, ofSession, 'session.completed', moved(ofSession));
          if (refusal) return refusal;
        }
        return { ...SUCCESS, message: 'The session is completed' };
      },
    }),
    endpoint({
      method: 'post',
      under: '',
      path: '/professor/sessions/:sessionId/cancel',
      access: 'session_staff',
      summary: 'Cancel a session: it counts for nobody',
      refuses: ['fact_refused'],
      body: referenceCancel,
      answer: referenceDone,
      handle: async ({ c, caller, body, ofSession }) => {
        if (ofSession.status !== 'cancelled') {
          const { sessionId, at } = moved(ofSession);
          const { reason = '' } = body;
          const refusal = await move({ c, caller }, ofSession, 'session.cancelled', {
            sessionId,
            at,
            reason,
          });
          if (refusal) return refusal;
        }
        return { ...SUCCESS, message: 'The session is cancelled' };
      },
    }),
    endpoint({
      method: 'get',
      path: '/sessions/:sessionId/qr',
      access: 'session_staff',
      summary: 'The code of a running session, as the server’s own screen shows it now',
      refuses: ['session_not_active'],
      answer: referenceCode,
      handle: async ({ c, ofSession }) => {
        if (ofSession.status !== 'active') return problem('session_not_active');
        const { signed, ...code } = shownAs(await codeOf(c, ofSession));
        return { ...code, ...signed };
      },
    }),
    endpoint({
      method: 'get',
      path: '/sessions/:sessionId/attendance',
      access: 'session_staff',
      summary: 'Who has which status in a session, and how many of each; `total` are all who are enrolled',
      answer: referenceAttendance,
      handle: async ({ ofSession }) => {
        const records = await orm
          .select()
          .from(attendance)
          .innerJoin(users, eq(users.id, attendance.studentId))
          .where(eq(attendance.sessionId, ofSession.id));
        const enrolled = await enrolledCounts(database, [ofSession.classId], clock.now());
        const count = (status: string) => records.filter((row) => row.attendance.status === status).length;
        return {
          ...SUCCESS,
          sessionId: asSessionId(ofSession.uuid),
          status: ofSession.status,
          attendance: records.map(({ attendance: record, users: student }) => ({
            id: student.uuid,
            student_id: student.studentNo,
            name: `${student.givenName} ${student.familyName}`.trim(),
            status: record.status,
            scanned_at: record.at === null ? null : new Date(record.at).toISOString(),
            minutes_late: record.minutesLate,
            source: record.source,
          })),
          stats: {
            present: count('present'),
            late: count('late'),
            absent: count('absent'),
            excused: count('excused'),
            total: enrolled.get(ofSession.classId) ?? 0,
          },
        };
      },
    }),
  ].map(forReference);
}

function shownAs({ signed, token, link, picture }: ServerCode) {
  const expires_at = new Date(signed.expiresAt).toISOString();
  return { ...SUCCESS, qr_code: picture, expires_at, link, token, signed } as const;
}
