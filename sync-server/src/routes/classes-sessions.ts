/** `/api/classes/:classId/sessions`: sessions planned for one day, beside those of the timetable. */
import { and, eq, isNull } from 'drizzle-orm';
import { newSession, sessionMade } from '@hazri/sync-protocol/api/classes';
import type { AppDeps } from '../app-deps.ts';
import { acting } from '../audit/acting.ts';
import { newUuid } from '../catalogue/catalogue.ts';
import { hasFacts } from '../catalogue/replan.ts';
import { sessions } from '../db/schema.ts';
import { upsertRows } from '../db/upsert-rows.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { endpoint } from '../http/endpoint.ts';
import { problem } from '../http/problem.ts';
import { classScope } from '../sync/poke-hub.ts';
import { asSessionId, newSessionRow } from '../sync/session-state.ts';

const MINUTE_MS = 60_000;
/** Planned further ahead than this is a mistyped year. */
const MAX_AHEAD_MS = 400 * 86_400_000;

export function classSessionEndpoints(deps: AppDeps): readonly Endpoint[] {
  const { clock, database, pokes, random, writer } = deps;
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
        if (endsAt <= clock.now() || startsAt > clock.now() + MAX_AHEAD_MS) {
          const code = endsAt <= clock.now() ? 'past' : 'too_far';
          return problem('fields_refused', { issues: [{ path: 'startsAt', code }] });
        }
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
      method: 'delete',
      path: '/classes/:classId/sessions/:sessionId',
      access: 'class_staff',
      summary: 'Take a session planned for one day out again, while nothing was recorded in it',
      refuses: ['session_has_record'],
      handle: async (call) => {
        const { c, ofClass, params } = call;
        const refusal = await writer.run(async (turn) => {
          const [found] = await database.orm
            .select({ row: sessions, hasFacts })
            .from(sessions)
            .where(
              and(
                eq(sessions.uuid, params['sessionId'] ?? ''),
                eq(sessions.classId, ofClass.id),
                eq(sessions.plan, 'single'),
                isNull(sessions.removedAt),
              ),
            );
          if (!found) return problem('not_found');
          if (found.hasFacts === 1) return problem('session_has_record');
          turn.audit({
            ...acting(deps, call),
            action: 'session.unplanned',
            subject: `class:${ofClass.uuid}`,
            detail: { session: found.row.uuid },
          });
          const gone = { ...found.row, removedAt: clock.now(), rev: turn.nextRev() };
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
