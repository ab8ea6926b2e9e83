/** `/api/classes/:classId/sessions`: sessions planned for one day, beside those of the timetable. */
import { and, eq, isNull } from 'drizzle-orm';
import { newSession, sessionChange, sessionMade } from '@hazri/sync-protocol/api/classes';
import type { AppDeps } from '../app-deps.ts';
import { acting } from '../audit/acting.ts';
import { newUuid } from '../catalogue/catalogue.ts';
import { hasFacts } from '../catalogue/replan.ts';
import { sessions } from '../db/class-schema.ts';
import { upsertRows } from '../db/upsert-rows.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { endpoint } from '../http/endpoint.ts';
import { problem } from '../http/problem.ts';
import { classScope } from '../sync/poke-hub.ts';
import { asSessionId, newSessionRow } from '../sync/session-state.ts';
import type { SessionRow } from '../sync/rows.ts';

const MINUTE_MS = 60_000;
/** Planned further ahead than this is a mistyped year. */
const MAX_AHEAD_MS = 400 * 86_400_000;

export function classSessionEndpoints(deps: AppDeps): readonly Endpoint[] {
  const { clock, database, pokes, random, writer } = deps;
  function checkTime(startsAt: number, endsAt: number): Response | null {
    if (endsAt > clock.now() && startsAt <= clock.now() + MAX_AHEAD_MS) return null;
    const code = endsAt <= clock.now() ? 'past' : 'too_far';
    return problem('fields_refused', { issues: [{ path: 'startsAt', code }] });
  }

  /** The session planned for one day, as long as nobody has stated anything about it. */
  async function untouched(classId: number, uuid: string): Promise<SessionRow | Response> {
    const [found] = await database.orm
      .select({ row: sessions, hasFacts })
      .from(sessions)
      .where(
        and(
          eq(sessions.uuid, uuid),
          eq(sessions.classId, classId),
          eq(sessions.plan, 'single'),
          isNull(sessions.removedAt),
        ),
      );
    if (!found) return problem('not_found');
    return found.hasFacts === 1 ? problem('session_has_record') : found.row;
  }

  return [
    endpoint({
      method: 'post',
      path: '/classes/:classId/sessions',
      access: 'class_staff',
      summary: 'Plan a session on any day: a make-up class, another room',
      refuses: ['class_archived', 'fields_refused'],
      body: newSession,
      answer: sessionMade,
      status: 201,
      handle: async (call) => {
        const { body, ofClass } = call;
        const { startsAt, durationMinutes, room, title } = body;
        if (ofClass.archivedAt !== null) return problem('class_archived');
        const endsAt = startsAt + durationMinutes * MINUTE_MS;
        const untimely = checkTime(startsAt, endsAt);
        if (untimely) return untimely;
        const id = asSessionId(newUuid(clock, random));
        const plan = { plan: 'single', startsAt, endsAt, room: room || null, title: title || null } as const;
        await writer.run(async (turn) => {
          const row = newSessionRow(turn.nextId('sessions'), id, ofClass, plan);
          turn.audit({
            ...acting(deps, call),
            action: 'session.planned',
            subject: `class:${ofClass.uuid}`,
            detail: { session: id, ...body },
          });
          const scopes = new Set([classScope(ofClass.uuid)]);
          await turn.commit([upsertRows(sessions, [{ ...row, rev: turn.nextRev() }])], scopes);
        });
        pokes.publish(new Set([classScope(ofClass.uuid)]));
        return { id };
      },
    }),
    endpoint({
      method: 'patch',
      path: '/classes/:classId/sessions/:sessionId',
      access: 'class_staff',
      summary:
        'Plan a session of one day anew, while nothing was recorded in it: another time, room or title',
      refuses: ['class_archived', 'fields_refused', 'session_has_record'],
      body: sessionChange,
      answer: sessionMade,
      handle: async (call) => {
        const { body, ofClass, params } = call;
        if (ofClass.archivedAt !== null) return problem('class_archived');
        const scope = classScope(ofClass.uuid);
        const changed = await writer.run(async (turn) => {
          const row = await untouched(ofClass.id, params['sessionId'] ?? '');
          if (row instanceof Response) return row;
          const { startsAt = row.startsAt } = body;
          const lasted = (row.plannedEndsAt ?? row.startsAt) - row.startsAt;
          const { durationMinutes } = body;
          const endsAt = startsAt + (durationMinutes === undefined ? lasted : durationMinutes * MINUTE_MS);
          const untimely = checkTime(startsAt, endsAt);
          if (untimely) return untimely;
          const room = body.room === undefined ? row.plannedRoom : body.room || null;
          const title = body.title === undefined ? row.plannedTitle : body.title || null;
          const plan = { plan: 'single', startsAt, endsAt, room, title } as const;
          const id = asSessionId(row.uuid);
          turn.audit({
            ...acting(deps, call),
            action: 'session.replanned',
            subject: `class:${ofClass.uuid}`,
            detail: { session: id, ...body },
          });
          const next = { ...newSessionRow(row.id, id, ofClass, plan), rev: turn.nextRev() };
          await turn.commit([upsertRows(sessions, [next])], new Set([scope]));
          return { id };
        });
        if (!(changed instanceof Response)) pokes.publish(new Set([scope]));
        return changed;
      },
    }),
    endpoint({
      method: 'delete',
      path: '/classes/:classId/sessions/:sessionId',
      access: 'class_staff',
      summary: 'Take a session planned for one day out again, while nothing was recorded in it',
      refuses: ['session_has_record'],
      handle: async (call) => {
        const { c, ofClass, params } = call;
        const refusal = await writer.run(async (turn) => {
          const found = await untouched(ofClass.id, params['sessionId'] ?? '');
          if (found instanceof Response) return found;
          turn.audit({
            ...acting(deps, call),
            action: 'session.unplanned',
            subject: `class:${ofClass.uuid}`,
            detail: { session: found.uuid },
          });
          const gone = { ...found, removedAt: clock.now(), rev: turn.nextRev() };
          await turn.commit([upsertRows(sessions, [gone])], new Set([classScope(ofClass.uuid)]));
          return null;
        });
        if (refusal) return refusal;
        pokes.publish(new Set([classScope(ofClass.uuid)]));
        return c.body(null, 204);
      },
    }),
  ];
}
